begin;
select plan(7);

select is(paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'trailing_stop', null, null, '{"trail_amount": 1}', 'market'), null, 'a trailing stop');
select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'trailing_stop', null, null, o::jsonb, 'market'),
    'a trailing_stop order needs trail_amount or trail_percent', 'one without its trail, options ' || coalesce(o, 'null')
)
from (values ('{}'), (null)) as v (o);
select isnt(paper_internal.order_problem('k', 'AAPL', 'buy', 1, null, null, null, '{}', 'market'), null, 'one without a type');
select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'iceberg', null, null, '{}', 'market'),
    'order_type must be market, limit, stop or stop_limit, or trailing_stop', 'the types there are'
);
select is(paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', 10, null, '{"touch": true}', 'market'), null, 'an option');
select is(
    paper_internal.order_problem('k', 'AAPL', 'sell', 1, 'limit', 10, null,
        '{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 1}}', 'market'),
    'take_profit must lie on the other side of stop_loss', 'options are judged with type and side'
);

select * from finish();
rollback;
