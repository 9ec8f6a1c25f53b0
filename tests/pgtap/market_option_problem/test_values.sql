begin;
select plan(44);

select is(paper_internal.market_option_problem(split_part(s, ' ', 1), substr(s, strpos(s, ' '))::jsonb), null, s || ' is fine')
from (values ('time_in_force "day"'), ('time_in_force "gtc"'), ('time_in_force "ioc"'), ('time_in_force "fok"'), ('time_in_force "opg"'), ('time_in_force "cls"'), ('time_in_force "gtd"'), ('expires_at "2026-01-31T16:00:00Z"'), ('trail_amount 0.5'), ('trail_percent 99.9'), ('take_profit {"limit_price": 1}'), ('stop_loss {"stop_price": 1}'), ('stop_loss {"stop_price": 1, "limit_price": 2}'), ('oco_group "g"'), ('touch true'), ('touch false'), ('order_class "simple"'), ('order_class "bracket"'), ('order_class "oco"'), ('order_class "oto"')) as v (s);
select is(paper_internal.market_option_problem(split_part(s, ' ', 1), substr(s, strpos(s, ' '))::jsonb), problem, s || ' is not')
from (
    values
    ('time_in_force "never"', 'time_in_force must be day, gtc, gtd, ioc, fok, opg or cls'),
    ('time_in_force null', 'time_in_force must be day, gtc, gtd, ioc, fok, opg or cls'),
    ('expires_at "tomorrow"', 'expires_at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('trail_amount 0', 'trail_amount must be a number above 0, below 1000000000000000, with at most 12 decimals'),
    ('trail_amount 1000000000000000', 'trail_amount must be a number above 0, below 1000000000000000, with at most 12 decimals'),
    ('trail_percent 0', 'trail_percent must be a number above 0, below 100, with at most 12 decimals'),
    ('trail_percent 100', 'trail_percent must be a number above 0, below 100, with at most 12 decimals'),
    ('order_class "oca"', 'order_class must be simple, bracket, oco or oto'),
    ('order_class null', 'order_class must be simple, bracket, oco or oto'),
    ('take_profit 1', 'take_profit must be an object with a limit_price'),
    ('take_profit {}', 'take_profit must be an object with a limit_price'),
    ('take_profit {"limit_price": 1, "x": 1}', 'take_profit must be an object with a limit_price'),
    ('take_profit {"limit_price": 0}', 'limit_price of take_profit must be a number above 0, below 1000000000000000, with at most 12 decimals'),
    ('stop_loss 1', 'stop_loss must be an object with a stop_price and perhaps a limit_price'),
    ('stop_loss {}', 'stop_loss must be an object with a stop_price and perhaps a limit_price'),
    ('stop_loss {"limit_price": 1}', 'stop_loss must be an object with a stop_price and perhaps a limit_price'),
    ('stop_loss {"stop_price": 1, "x": 1}', 'stop_loss must be an object with a stop_price and perhaps a limit_price'),
    ('stop_loss {"stop_price": 0}', 'stop_price of stop_loss must be a number above 0, below 1000000000000000, with at most 12 decimals'),
    ('stop_loss {"stop_price": 1, "limit_price": 0}', 'limit_price of stop_loss must be a number above 0, below 1000000000000000, with at most 12 decimals'),
    ('oco_group ""', 'oco_group must be a string of 1 to 200 characters'),
    ('oco_group 1', 'oco_group must be a string of 1 to 200 characters'),
    ('touch "true"', 'touch must be true or false'),
    ('touch null', 'touch must be true or false'),
    ('colour 1', 'unknown option ''colour''')
) as v (s, problem);

select * from finish();
rollback;
