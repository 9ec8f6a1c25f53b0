begin;
select plan(41);

create function pg_temp.missed(
    p_order jsonb, p_datum jsonb, p_price numeric, p_flags jsonb default '{}', p_size numeric default 5
) returns text language sql
return paper_internal.missed_rule(
    jsonb_populate_record(null::paper_internal.orders, '{"side": "buy", "order_type": "limit", "time_in_force": "gtc",
        "limit_price": 100, "submitted_at": "2026-01-05T10:00Z", "touch": false}' || p_order),
    jsonb_populate_record(null::paper_internal.tape, '{"kind": "quote", "at": "2026-01-05T11:00Z"}' || p_datum),
    p_price, p_size,
    coalesce((p_flags ->> 'stop')::boolean, false), coalesce((p_flags ->> 'elects')::boolean, false),
    coalesce((p_flags ->> 'outranked')::boolean, false), coalesce((p_flags ->> 'open')::boolean, true),
    coalesce((p_flags ->> 'close')::boolean, false)
);
select is(pg_temp.missed(o::jsonb, d::jsonb, price, f::jsonb), rule, description)
from (
    values
    ('{}', '{}', 101.0, '{}', 'limit_not_reached', 'above the limit of a buy'),
    ('{}', '{}', 100.0, '{}', 'no_size_left', 'at it'),
    ('{}', '{}', 99.0, '{}', 'no_size_left', 'below it'),
    ('{"side": "sell"}', '{}', 99.0, '{}', 'limit_not_reached', 'below the limit of a sell'),
    ('{"side": "sell"}', '{}', 100.0, '{}', 'no_size_left', 'at it'),
    ('{"side": "sell"}', '{}', 101.0, '{}', 'no_size_left', 'above it'),
    ('{"order_type": "market", "limit_price": null}', '{}', 101.0, '{}', 'no_size_left', 'a market order takes any price'),
    ('{}', '{}', null, '{}', 'one_sided_quote', 'no price on its side'),
    ('{}', '{"kind": "trade"}', 100.0, '{}', 'limit_only_touched', 'a print at the limit does not fill'),
    ('{}', '{"kind": "trade"}', 99.0, '{}', 'no_size_left', 'through it it does'),
    ('{"touch": true}', '{"kind": "trade"}', 100.0, '{}', 'no_size_left', 'with touch at it too'),
    ('{"order_type": "stop_limit"}', '{"kind": "trade"}', 100.0, '{}', 'no_size_left', 'an elected stop takes what is there'),
    ('{}', '{"kind": "trade"}', 101.0, '{}', 'limit_not_reached', 'above it not'),
    ('{}', '{"kind": "bar"}', 100.0, '{}', 'limit_only_touched', 'nor does a low at the limit'),
    ('{}', '{"kind": "bar"}', 100.0, '{"close": true}', 'no_size_left', 'but a close does'),
    ('{}', '{"kind": "trade"}', 100.0, '{"close": true}', 'limit_only_touched', 'a print is none'),
    ('{}', '{"kind": "bar"}', 99.0, '{}', 'no_size_left', 'through it'),
    ('{"touch": true}', '{"kind": "bar"}', 100.0, '{}', 'no_size_left', 'or with touch'),

    ('{"order_type": "stop"}', '{}', 99.0, '{"stop": true, "elects": true}', 'stop_not_reached', 'a stop that waits'),
    ('{"order_type": "stop"}', '{}', 99.0, '{"stop": true}', 'not_a_trigger', 'data that do not elect it'),
    ('{"order_type": "stop"}', '{}', null, '{"stop": true, "elects": true}', 'one_sided_quote', 'nor does half a quote'),
    ('{"order_type": "stop"}', '{"kind": "trade"}', 99.0, '{"stop": true, "elects": true, "outranked": true}',
        'stop_not_reached', 'a print elects though quotes outrank it'),
    ('{"order_type": "stop"}', '{"kind": "bar"}', 99.0, '{"stop": true, "elects": true, "outranked": true}',
        'outranked_by_quotes_or_trades', 'a bar does not'),

    ('{}', '{"kind": "trade"}', 99.0, '{"outranked": true}', 'outranked_by_quotes', 'a print beside quotes'),
    ('{}', '{"kind": "bar"}', 99.0, '{"outranked": true}', 'outranked_by_quotes_or_trades', 'a bar beside them'),
    ('{}', '{"kind": "trade"}', null, '{"outranked": true}', 'outranked_by_quotes', 'before its price is looked at'),

    ('{}', '{}', 99.0, '{"open": false}', 'market_closed', 'out of session'),
    ('{}', '{"kind": "trade"}', 99.0, '{"open": false, "outranked": true}', 'market_closed', 'before its rank is looked at'),

    ('{"time_in_force": "cls", "expires_at": "2026-01-05T11:00:01Z"}', '{}', 99.0, '{}', 'waits_for_close',
        'before the close'),
    ('{"time_in_force": "cls", "expires_at": "2026-01-05T11:00Z"}', '{}', 99.0, '{}', 'no_size_left', 'at the close'),
    ('{"time_in_force": "day", "expires_at": "2026-01-05T11:00:01Z"}', '{}', 99.0, '{}', 'no_size_left',
        'other orders do not wait for it'),
    ('{"time_in_force": "cls", "expires_at": "2026-01-05T11:00:01Z"}', '{}', 99.0, '{"open": false}', 'waits_for_close',
        'before the session is looked at'),

    ('{"works_from": "2026-01-05T11:00:01Z"}', '{}', 99.0, '{}', 'waits_for_open', 'before the open it waits for'),
    ('{"works_from": "2026-01-05T11:00Z"}', '{}', 99.0, '{}', 'no_size_left', 'a quote at it'),
    ('{"works_from": "2026-01-05T11:00Z"}', '{"kind": "bar"}', 99.0, '{}', 'waits_for_open', 'a bar that ends at it'),
    ('{"works_from": "2026-01-05T10:59:59Z"}', '{"kind": "bar"}', 99.0, '{}', 'no_size_left', 'one that contains it'),
    ('{"works_from": "2026-01-05T11:00:01Z"}', '{}', 99.0, '{"open": false}', 'waits_for_open',
        'before the session is looked at'),

    ('{}', '{"kind": "bar", "starts_at": "2026-01-05T09:59:59Z"}', 99.0, '{}', 'bar_began_before_order',
        'a bar that began before the order was sent'),
    ('{}', '{"kind": "bar", "starts_at": "2026-01-05T10:00Z"}', 99.0, '{}', 'no_size_left', 'at that time'),
    ('{"works_from": "2026-01-05T12:00Z"}', '{"kind": "bar", "starts_at": "2026-01-05T09:59:59Z"}', 99.0, '{}',
        'bar_began_before_order', 'before anything else')
) as v (o, d, price, f, rule, description);
select is(pg_temp.missed('{}', '{}', 99, p_size => null), 'not_taken', 'of an unknown size nobody can say that none was left');

select * from finish();
rollback;
