begin;
select plan(15);

select is(paper_internal.option_set_problem(o::jsonb, t, s), null, t || ' ' || o)
from (
    values
    ('{}', 'limit', 'buy'),
    ('{"time_in_force": "gtd", "expires_at": "2026-01-31T16:00:00Z"}', 'limit', 'buy'),
    ('{"time_in_force": "opg"}', 'market', 'buy'),
    ('{"time_in_force": "cls"}', 'limit', 'buy'),
    ('{"trail_amount": 1}', 'trailing_stop', 'sell'),
    ('{"trail_percent": 1}', 'trailing_stop', 'sell'),
    ('{"oco_group": "g"}', 'stop', 'sell'),
    ('{"order_class": "simple"}', 'stop', 'sell'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 1}}', 'limit', 'buy'),
    ('{"order_class": "bracket", "take_profit": {"limit_price": 1}, "stop_loss": {"stop_price": 2}}', 'limit', 'sell'),
    ('{"order_class": "oto", "take_profit": {"limit_price": 1}}', 'limit', 'sell'),
    ('{"order_class": "oto", "stop_loss": {"stop_price": 1}}', 'market', 'sell'),
    ('{"order_class": "oco", "stop_loss": {"stop_price": 1}}', 'limit', 'sell'),
    ('{"order_class": "oco", "take_profit": {"limit_price": 1}, "time_in_force": "day"}', 'stop', 'sell'),
    ('{"order_class": "oto", "stop_loss": {"stop_price": 1}, "time_in_force": "ioc"}', 'market', 'sell')
) as v (o, t, s);

select * from finish();
rollback;
