begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 5);
select paper_test.send(
    'k', 'buy', 8, 'limit', 100, null, '{"order_class": "oto", "take_profit": {"limit_price": 110}}'
);
select paper_test.quote('10:01', 110, 111, 9, 9);
select paper_test.quote('10:02', 112, 113, 9, 9);
select paper_test.match();
select results_eq(
    $$ select e.rule, e.outcome, e.size, e.price
       from paper.orders as o cross join paper.explain_order('alpha', o.order_id) as e
       where o.parent_order_id is not null order by e.step $$,
    $$ values ('request', 'submitted', 8.0, 110.0), ('entry', 'accepted', null, null),
       ('limit', 'partial_fill', 5.0, 110.0), ('waits_for_entry', 'not_filled', 9.0, 112.0) $$,
    'waits for it, though the price and the size are there'
);

select * from finish();
rollback;
