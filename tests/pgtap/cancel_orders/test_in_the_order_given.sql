begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 1);
select * from paper.submit_order('alpha', 'filled', 'AAPL', 'buy', 1, 'limit', 10);
create temp table ids as
select
    paper_test.rest('r1', 'AAPL', 'buy', 1, 100) as r1, paper_test.rest('r2', 'MSFT', 'buy', 2, 100) as r2,
    paper_test.rest('r3', 'AAPL', 'buy', 3, 100) as r3, (select order_id from paper.orders) as filled;

select results_eq(
    $$ select o.idempotency_key, o.status::text
       from ids cross join lateral paper.cancel_orders('alpha', array[r3, filled, r1, r3]) as o $$,
    $$ values ('r3' collate "C", 'cancelled'), ('filled', 'filled'), ('r1', 'cancelled'), ('r3', 'cancelled') $$,
    'each id gives its order, twice when it is there twice'
);
select results_eq(
    $$ select idempotency_key from paper.open_orders $$, $$ values ('r2' collate "C") $$, 'what was not named is open'
);
select is((select reserved from paper.accounts), 200.0, 'and keeps its reservation');
select is(
    (select count(*) from paper.order_events where event_type = 'cancelled'), 2::bigint, 'each was cancelled once'
);
select is((select seq from paper.accounts), 7::bigint, 'in one row each');

select * from finish();
rollback;
