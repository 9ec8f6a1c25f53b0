begin;
select plan(1);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select * from paper.cancel_order('alpha', paper_test.rest('r', 'AAPL', 'buy', 1, 10));
select results_eq(
    $$ select e.event_type::text, e.order_id = o.order_id, e.seq from paper.order_events as e cross join paper.orders as o
       order by e.seq, e.event_type $$,
    $$ values ('submitted', true, 2::bigint), ('accepted', true, 2), ('cancelled', true, 3) $$,
    'submitted, accepted, cancelled'
);

select * from finish();
rollback;
