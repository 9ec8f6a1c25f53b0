begin;
select plan(40);

-- The text with its separators made visible: a comma for the unit separator.
create function pg_temp.text_of(
    p_at timestamptz default null,
    p_event_type text default 'fill',
    p_order_seq bigint default 7,
    p_order_type text default 'limit',
    p_side text default 'buy',
    p_ticker text default 'AAPL',
    p_idempotency_key text default 'key',
    p_quantity numeric default 1.50,
    p_limit_price numeric default 11,
    p_stop_price numeric default null,
    p_price numeric default 10,
    p_amount numeric default null,
    p_fee numeric default null,
    p_reject_reason text default null,
    p_options jsonb default null,
    p_error text default null,
    p_detail jsonb default null,
    p_market_at timestamptz default null,
    p_liquidity text default null,
    p_rule text default null,
    p_tape_seq bigint default null
) returns text
language sql stable
return translate(paper_internal.sealed_text(
    p_at, p_event_type::paper.event_type, p_order_seq, p_order_type::paper.order_type, p_side::paper.order_side,
    p_ticker, p_idempotency_key, p_quantity, p_limit_price, p_stop_price, p_price, p_amount, p_fee,
    p_reject_reason::paper.reject_reason, p_options, p_error, p_detail, p_market_at, p_liquidity::paper.liquidity,
    p_rule::paper.fill_rule, p_tape_seq
), e',\x1f', ';,');

select is(pg_temp.text_of(), 'limit,buy,AAPL,key,1.50,11,10', 'a limit order that filled at once');
select is(
    pg_temp.text_of(p_order_type => 'market', p_limit_price => null), 'market,buy,AAPL,key,1.50,10', 'a market order'
);
select is(pg_temp.text_of(p_order_seq => 8), pg_temp.text_of(), 'the seq of the order it creates is its own');

-- Each field by itself, in its place among twenty-one.
select is(pg_temp.text_of(p_at => '2000-01-01 00:00:00.000016+00'), '0000000000000010,fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_event_type => 'partial_fill'), ',partial_fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_event_type => 'accepted', p_price => null), ',accepted,,limit,buy,AAPL,key,1.50,11,,,,,,,,,,,,');
select is(pg_temp.text_of(p_order_type => null), ',fill,7,,buy,AAPL,key,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_side => null), ',fill,,limit,,AAPL,key,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_side => 'sell', p_fee => 0), ',fill,,limit,sell,AAPL,key,1.50,11,,10,,0,,,,,,,,');
select is(pg_temp.text_of(p_ticker => null), ',fill,,limit,buy,,key,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_idempotency_key => null), ',fill,,limit,buy,AAPL,,1.50,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_quantity => null), ',fill,,limit,buy,AAPL,key,,11,,10,,,,,,,,,,');
select is(pg_temp.text_of(p_stop_price => 9), ',fill,,limit,buy,AAPL,key,1.50,11,9,10,,,,,,,,,,');
select is(pg_temp.text_of(p_stop_price => 9, p_limit_price => null), ',fill,,limit,buy,AAPL,key,1.50,,9,10,,,,,,,,,,');
select is(pg_temp.text_of(p_price => null), ',fill,,limit,buy,AAPL,key,1.50,11,,,,,,,,,,,,');
select is(pg_temp.text_of(p_amount => -3), ',fill,,limit,buy,AAPL,key,1.50,11,,10,-3,,,,,,,,,');
select is(pg_temp.text_of(p_fee => 0.25), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,0.25,,,,,,,,');
select is(pg_temp.text_of(p_reject_reason => 'no_position'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,no_position,,,,,,,');
select is(pg_temp.text_of(p_options => '{"b":1,"a":"\u001f"}'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,{"a": "\u001f"; "b": 1},,,,,,');
select is(pg_temp.text_of(p_error => 'no; never'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,no; never,,,,,');
select is(pg_temp.text_of(p_detail => '{}'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,{},,,,');
select is(
    pg_temp.text_of(p_market_at => '1999-12-31 23:59:59.999999+00'),
    ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,ffffffffffffffff,,,'
);
select is(pg_temp.text_of(p_liquidity => 'maker'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,,maker,,');
select is(pg_temp.text_of(p_tape_seq => 0), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,,,,0');
select is(pg_temp.text_of(p_rule => 'gap'), ',fill,,limit,buy,AAPL,key,1.50,11,,10,,,,,,,,,gap,');
select is(
    pg_temp.text_of(null, 'deposit', null, null, null, null, 'key', null, null, null, null, 1000.00),
    ',deposit,,,,,key,,,,,1000.00,,,,,,,,,', 'a deposit'
);

-- Values that move to the next field are another text.
select isnt(pg_temp.text_of(p_limit_price => 10, p_price => null), pg_temp.text_of(p_limit_price => null));
select isnt(pg_temp.text_of(p_ticker => 'key', p_idempotency_key => null), pg_temp.text_of(p_ticker => null));
select isnt(pg_temp.text_of(p_quantity => null, p_limit_price => 1.50), pg_temp.text_of(p_limit_price => null));
select isnt(pg_temp.text_of(p_amount => 1), pg_temp.text_of(p_fee => 1));
select isnt(pg_temp.text_of(p_options => '{}'), pg_temp.text_of(p_detail => '{}'));
select isnt(pg_temp.text_of(p_quantity => 1.5), pg_temp.text_of(), 'a number is what it prints as');

-- No setting of the session changes it.
create function pg_temp.under(p_setting text, p_value text) returns text
language plpgsql
as $$
begin
    perform set_config(p_setting, p_value, true);
    return pg_temp.text_of(p_at => '2026-01-02 03:04:05.678901+00', p_market_at => '2026-01-02 03:04:05+00', p_fee => 0.1);
end
$$;
select is(
    pg_temp.under(setting, value),
    '0002ea5dbb1f6f35,fill,,limit,buy,AAPL,key,1.50,11,,10,,0.1,,,,,0002ea5dbb151340,,,', setting
)
from (
    values
    ('timezone', 'UTC'), ('timezone', 'Asia/Kathmandu'), ('datestyle', 'German, DMY'), ('bytea_output', 'escape'),
    ('extra_float_digits', '-3'), ('intervalstyle', 'sql_standard'), ('lc_numeric', 'C'), ('xmloption', 'document')
) as s (setting, value);

select * from finish();
rollback;
