begin;
select plan(5);

select alike(
    paper_internal.order_problem(k, 'AAPL', 'buy', 1, 'limit', 10, null, '{}', 'immediate'), 'idempotency_key must be %',
    coalesce(left(k, 20), 'null')
) from (values (null), (''), ('a b'), (repeat('k', 201))) as v (k);
select is(
    paper_internal.order_problem(repeat('k', 200), 'AAPL', 'buy', 1, 'limit', 10, null, '{}', 'immediate'), null, 'a good one'
);

select * from finish();
rollback;
