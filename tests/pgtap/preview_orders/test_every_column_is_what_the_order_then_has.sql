begin;
select plan(2);

select paper_test.open_market('{"fees": {"per_order": 1}}');
select paper_test.quote('10:00', 99, 100, 500, 7);
create temp table requests as select array[
    paper_test.request('part', p_quantity => 10, p_order_type => 'market', p_limit_price => null),
    paper_test.request('rests', p_quantity => 10, p_limit_price => 100),
    paper_test.request('fills', p_side => 'sell', p_quantity => 3, p_limit_price => 99),
    paper_test.request('refused', p_side => 'sell', p_quantity => 5, p_limit_price => 99),
    paper_test.request(
        'entry', p_limit_price => 98, p_options => '{
            "order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 95}
        }'
    ),
    paper_test.request('fok', p_options => '{"time_in_force": "fok"}'),
    paper_test.request(
        'trails', p_side => 'sell', p_order_type => 'trailing_stop', p_limit_price => null, p_options => '{"trail_amount": 3}'
    )
] as requests;
create temp table previews as
select p.* from requests as r cross join paper.preview_orders('alpha', r.requests) as p;
select bag_eq(
    $$ select to_jsonb(o) - '{order_id,id,broker_order_id}'::text[]
       from requests as r cross join paper.submit_orders('alpha', r.requests) as o $$,
    $$ select to_jsonb(p) - '{order_id,id,broker_order_id}'::text[] from previews as p $$,
    'all but the ids'
);
select is_empty($$ select from previews where coalesce(order_id, id, broker_order_id) is not null $$, 'which are null');

select * from finish();
rollback;
