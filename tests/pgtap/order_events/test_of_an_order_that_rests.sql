begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('b', 'buy', 5, 'stop_limit', 104, 105, p_options => '{"order_class": "oto", "stop_loss": {"stop_price": 90}}');
select paper_test.quote('10:01', 104, 105, 9, 9);
select paper_test.quote('10:02', 103, 104, 9, 2);
select paper.match_account('alpha');
select results_eq(
    $$ select e.event_type::text, data ->> 'rule', (data ->> 'market_at')::timestamptz, data ->> 'fill_qty'
       from paper.order_events as e where order_id = paper_test.id_of('b') order by seq, e.event_type $$,
    $$ values
       ('submitted', null::text, null::timestamptz, null::text), ('accepted', null, null, null),
       ('triggered', 'stop', paper_test.at('10:01'), null), ('partial_fill', null, null, '2') $$, 'step by step'
);
select results_eq(
    $$ select e.event_type::text, e.data ->> 'rule' from paper.order_events as e
       inner join paper.orders as o on e.order_id = o.order_id where o.idempotency_key is null order by e.seq, e.event_type $$,
    $$ values ('submitted', null::text), ('accepted', 'entry') $$, 'and of its exit'
);

select * from finish();
rollback;
