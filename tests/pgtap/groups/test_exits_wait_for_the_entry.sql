begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select results_eq(
    $$ select paper_test.story() $$, array['e accepted', 'e/limit submitted', 'e/stop submitted'],
    'the exits are there'
);
select results_eq(
    $$ select order_type::text, status::text, quantity, parent_order_id = paper_test.id_of('e') from paper.orders
       where idempotency_key is null order by seq $$,
    $$ values ('limit', 'pending', 5.0, true), ('stop', 'pending', 5.0, true) $$, 'pending, with their entry'
);
select paper_test.quote('10:00', 111, 112);
select paper_test.quote('10:01', 88, 100);
select results_eq(
    $$ select paper_test.match() $$, array['e fill 5 at 100 limit maker', 'e/limit accepted entry', 'e/stop accepted entry'],
    'no datum fills them before it, nor the one that fills it'
);
select paper_test.quote('10:02', 88, 100);
select results_eq(
    $$ select paper_test.match() $$, array['e/stop fill 5 at 88 quote taker', 'e/limit cancelled oco'],
    'the next does'
);

select * from finish();
rollback;
