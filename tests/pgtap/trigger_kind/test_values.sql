begin;
select plan(16);

select is(paper_internal.trigger_kind(t, s, f, e)::text, expected, what)
from (
    values
    ('limit'::paper.order_type, 'buy'::paper.order_side, 'gtc'::paper.time_in_force, false, 'buy_limit', 'a limit waits for the other side'),
    ('limit', 'sell', 'day', false, 'sell_limit', 'of a sell too'),
    ('stop', 'buy', 'gtd', false, 'buy_stop', 'a stop for its stop'),
    ('stop', 'sell', 'gtc', false, 'sell_stop', 'of a sell too'),
    ('stop', 'sell', 'gtc', true, 'any', 'then it is a market order'),
    ('stop_limit', 'buy', 'gtc', false, 'buy_stop', 'a stop_limit for its stop'),
    ('stop_limit', 'sell', 'gtc', false, 'sell_stop', 'of a sell too'),
    ('stop_limit', 'buy', 'gtc', true, 'buy_limit', 'then for its limit'),
    ('stop_limit', 'sell', 'gtc', true, 'sell_limit', 'of a sell too'),
    ('market', 'buy', 'gtc', false, 'any', 'a market order for anything'),
    ('trailing_stop', 'sell', 'gtc', false, 'any', 'a trailing stop too'),
    ('trailing_stop', 'sell', 'gtc', true, 'any', 'also when it was elected'),
    ('limit', 'buy', 'ioc', false, 'any', 'ioc'),
    ('limit', 'buy', 'fok', false, 'any', 'fok'),
    ('limit', 'buy', 'opg', false, 'any', 'opg'),
    ('limit', 'buy', 'cls', false, 'any', 'cls')
) as v (t, s, f, e, expected, what);

select * from finish();
rollback;
