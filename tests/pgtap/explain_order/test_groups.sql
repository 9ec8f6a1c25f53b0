begin;
select plan(5);

create function pg_temp.exits(p_order_type paper.order_type) returns setof text language sql stable as $$
    select concat_ws(' ', e.seq, e.rule, e.outcome, coalesce(e.size || ' at ' || e.price, e.size::text, 'at ' || e.price))
    from paper.orders as o cross join paper.explain_order('alpha', o.order_id) as e
    where o.parent_order_id = paper_test.id_of('k') and o.order_type = p_order_type
    order by e.step
$$;
select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send(
    'k', 'buy', 2, 'limit', 100, null,
    '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}'
);
select results_eq(
    $$ select * from pg_temp.exits('limit') $$,
    array['3 request submitted 2 at 110', 'waits_for_entry not_filled'],
    'an exit waits for its entry'
);
select paper_test.quote('10:01', 99, 100);
select paper_test.quote('10:02', 105, 106);
select paper_test.match();
select results_eq(
    $$ select * from pg_temp.exits('limit') $$,
    array['3 request submitted 2 at 110', '6 entry accepted', 'no_market_data not_filled'],
    'then works for what the entry filled'
);
select paper_test.quote('10:03', 108, 109, 5, 5);
select paper_test.match();
select results_eq(
    $$ select * from pg_temp.exits('limit') $$,
    array['3 request submitted 2 at 110', '6 entry accepted', 'limit_not_reached not_filled 5 at 108'],
    'against the market since'
);
select paper_test.quote('10:04', 80, 81);
select paper_test.match();
select results_eq(
    $$ select * from pg_temp.exits('limit') $$,
    array[
        '3 request submitted 2 at 110', '6 entry accepted', '9 oco cancelled 2', 'limit_not_reached not_filled 5 at 108'
    ],
    'until the other was filled'
);
select is(
    e.detail,
    jsonb_build_object('caused_by', s.order_id, 'caused_by_event', 'fill', 'caused_by_seq', 8),
    'which the row names'
)
from paper.orders as o
cross join paper.explain_order('alpha', o.order_id) as e
inner join paper.orders as s on o.parent_order_id = s.parent_order_id and s.order_type = 'stop'
where o.order_type = 'limit' and e.rule = 'oco';

select * from finish();
rollback;
