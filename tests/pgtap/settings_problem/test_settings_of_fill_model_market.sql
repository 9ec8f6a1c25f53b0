begin;
select plan(50);

select is(paper_internal.settings_problem(s::jsonb), null, s || ' is fine')
from (values ('{"check": "submit"}'), ('{"check": "fill"}'), ('{"on_short_cash": "cancel"}'), ('{"on_short_cash": "reduce"}'), ('{"bar_price": "open"}'), ('{"bar_price": "close"}'), ('{"trigger_type": "bid_ask"}'), ('{"trigger_type": "last"}'), ('{"intrabar": "stop_first"}'), ('{"intrabar": "limit_first"}'), ('{"mark": "last"}'), ('{"mark": "mid"}'), ('{"mark": "bid_ask"}'), ('{"mark": "close"}'), ('{"market_buffer": 0}'), ('{"market_buffer": 9.9}'), ('{"volume_limit": null}'), ('{"volume_limit": 0.025}'), ('{"participation_rate": null}'), ('{"participation_rate": 1}'), ('{"max_quote_age": "PT15M"}'), ('{"max_quote_age": "P1DT2H30M5S"}'), ('{"day_end": "00:00"}'), ('{"day_end": "23:59"}'), ('{"slippage": {"model": "none"}}'), ('{"fees": {}}'), ('{"compat": {}}')) as v (s);
select is(paper_internal.settings_problem(s::jsonb), problem, s || ' is not')
from (
    values
    ('{"check": "never"}', 'check must be submit or fill'),
    ('{"on_short_cash": null}', 'on_short_cash must be cancel or reduce'),
    ('{"bar_price": "high"}', 'bar_price must be open or close'),
    ('{"trigger_type": "mid"}', 'trigger_type must be bid_ask or last'),
    ('{"intrabar": true}', 'intrabar must be stop_first or limit_first'),
    ('{"mark": "open"}', 'mark must be last or mid or bid_ask or close'),
    ('{"market_buffer": -0.1}', 'market_buffer must be a number of at least 0, below 10, with at most 12 decimals'),
    ('{"market_buffer": 10}', 'market_buffer must be a number of at least 0, below 10, with at most 12 decimals'),
    ('{"volume_limit": -1}', 'volume_limit must be a number of at least 0, below 1000, with at most 12 decimals'),
    ('{"volume_limit": 1000}', 'volume_limit must be a number of at least 0, below 1000, with at most 12 decimals'),
    ('{"participation_rate": "1"}', 'participation_rate must be a number of at least 0, below 1000, with at most 12 decimals'),
    ('{"max_quote_age": "15 minutes"}', 'max_quote_age must be a duration in ISO 8601, such as PT15M'),
    ('{"max_quote_age": 900}', 'max_quote_age must be a duration in ISO 8601, such as PT15M'),
    ('{"max_quote_age": "P"}', 'max_quote_age must be a duration in ISO 8601, such as PT15M'),
    ('{"max_quote_age": "P-1D"}', 'max_quote_age must be a duration in ISO 8601, such as PT15M'),
    ('{"max_quote_age": "PT1H1H1H1H1H1H1H1H1H1H1H"}', 'max_quote_age must be a duration in ISO 8601, such as PT15M'),
    ('{"day_end": "24:00"}', 'day_end must be a time of day in UTC, such as 00:00'),
    ('{"day_end": "0:00"}', 'day_end must be a time of day in UTC, such as 00:00'),
    ('{"day_end": "12:60"}', 'day_end must be a time of day in UTC, such as 00:00'),
    ('{"day_end": 0}', 'day_end must be a time of day in UTC, such as 00:00'),
    ('{"slippage": "none"}', 'slippage must be a JSON object'),
    ('{"fees": 0}', 'fees must be a JSON object'),
    ('{"compat": null}', 'compat must be a JSON object')
) as v (s, problem);

select * from finish();
rollback;
