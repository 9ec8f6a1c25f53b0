begin;
select plan(26);

select is(paper_internal.option_set_problem(o::jsonb, t, s), problem, t || ' ' || s || ' ' || o)
from (
    values
    ('{"time_in_force": "gtd"}', 'limit', 'buy', 'expires_at is given with time_in_force gtd, and only then'),
    ('{"expires_at": "2026-01-31T16:00:00Z"}', 'limit', 'buy', 'expires_at is given with time_in_force gtd, and only then'),
    ('{"expires_at": "2026-01-31T16:00:00Z", "time_in_force": "day"}', 'limit', 'buy', 'expires_at is given with time_in_force gtd, and only then'),
    ('{"time_in_force": "opg"}', 'stop', 'buy', 'opg and cls take market and limit orders'),
    ('{"time_in_force": "cls"}', 'stop_limit', 'buy', 'opg and cls take market and limit orders'),
    ('{"time_in_force": "opg", "trail_amount": 1}', 'trailing_stop', 'buy', 'opg and cls take market and limit orders'),
    ('{}', 'trailing_stop', 'buy', 'a trailing_stop order needs trail_amount or trail_percent'),
    ('{"trail_amount": 1, "trail_percent": 1}', 'trailing_stop', 'buy', 'a trailing_stop order needs trail_amount or trail_percent'),
    ('{"trail_amount": 1}', 'stop', 'buy', 'trail_amount and trail_percent belong to trailing_stop orders'),
    ('{"trail_percent": 1}', 'limit', 'buy', 'trail_amount and trail_percent belong to trailing_stop orders'),
    ('{"take_profit": {"limit_price": 1}}', 'limit', 'buy', 'take_profit and stop_loss need order_class bracket, oco or oto'),
    ('{"stop_loss": {"stop_price": 1}, "order_class": "simple"}', 'limit', 'buy', 'take_profit and stop_loss need order_class bracket, oco or oto'),
    ('{"oco_group": "g", "order_class": "oto", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'oco_group belongs to orders of class simple'),
    ('{"order_class": "bracket"}', 'limit', 'buy', 'a bracket order needs take_profit and stop_loss'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'a bracket order needs take_profit and stop_loss'),
    ('{"order_class": "bracket", "stop_loss": {"stop_price": 1}}', 'limit', 'buy', 'a bracket order needs take_profit and stop_loss'),
    ('{"order_class": "oco"}', 'limit', 'buy', 'an oco or oto order needs one of take_profit and stop_loss'),
    ('{"order_class": "oto", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 1}}', 'limit', 'buy', 'an oco or oto order needs one of take_profit and stop_loss'),
    ('{"order_class": "oco", "time_in_force": "ioc", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'an oco order cannot be ioc, fok, opg or cls'),
    ('{"order_class": "oco", "time_in_force": "fok", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'an oco order cannot be ioc, fok, opg or cls'),
    ('{"order_class": "oco", "time_in_force": "opg", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'an oco order cannot be ioc, fok, opg or cls'),
    ('{"order_class": "oco", "time_in_force": "cls", "take_profit": {"limit_price": 1}}', 'limit', 'buy', 'an oco order cannot be ioc, fok, opg or cls'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 1}, "stop_loss": {"stop_price": 2}}', 'limit', 'buy', 'take_profit must lie on the other side of stop_loss'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 2}}', 'limit', 'buy', 'take_profit must lie on the other side of stop_loss'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 1}}', 'limit', 'sell', 'take_profit must lie on the other side of stop_loss'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 2}}', 'limit', 'sell', 'take_profit must lie on the other side of stop_loss')
) as v (o, t, s, problem);

select * from finish();
rollback;
