begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send(
    'k', 'buy', 2, 'limit', 100, null, '{"order_class": "oto", "take_profit": {"limit_price": 110}}'
);
select from paper.cancel_order('alpha', paper_test.id_of('k'));
select results_eq(
    $$ select e.seq, e.rule, e.outcome
       from paper.orders as o cross join paper.explain_order('alpha', o.order_id) as e
       where o.parent_order_id is not null order by e.step $$,
    $$ values (3::bigint, 'request', 'submitted'), (5, 'entry', 'cancelled') $$,
    'never saw a market'
);
select is(
    e.detail,
    jsonb_build_object('caused_by', o.parent_order_id, 'caused_by_event', 'cancelled', 'caused_by_seq', 4),
    'the entry was the cause'
)
from paper.orders as o cross join paper.explain_order('alpha', o.order_id) as e
where o.parent_order_id is not null and e.rule = 'entry';

select * from finish();
rollback;
