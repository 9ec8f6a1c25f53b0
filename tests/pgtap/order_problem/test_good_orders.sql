begin;
select plan(9);

select is(
    paper_internal.order_problem(
        (r).idempotency_key, (r).ticker, (r).side, (r).quantity,
        (r).order_type, (r).limit_price, (r).stop_price, (r).options, 'immediate'
    ), null, r::text
)
from (
    values
    (paper_test.request(p_order_type => 'market', p_limit_price => null)),
    (paper_test.request(p_order_type => 'market', p_limit_price => 10)),
    (paper_test.request(p_order_type => 'limit', p_limit_price => 10)),
    (paper_test.request(p_order_type => 'limit', p_limit_price => 10, p_stop_price => 9)),
    (paper_test.request(p_order_type => 'stop', p_limit_price => null, p_stop_price => 9)),
    (paper_test.request(p_order_type => 'stop_limit', p_limit_price => 10, p_stop_price => 9)),
    (paper_test.request(p_side => 'sell')),
    (paper_test.request(p_options => null)),
    (paper_test.request(p_options => '{"tag": "x"}'))
) as v (r);

select * from finish();
rollback;
