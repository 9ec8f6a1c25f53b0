-- The text of a journal row that a seal is made of. Its fields as they print, null as nothing, in this order, joined
-- by the unit separator; of an order that filled at once and has nothing but what such an order always has, those
-- fields alone. Neither this separator nor the one between rows is in a field: keys and tickers are printable, and
-- jsonb escapes both. Times are microseconds since 2000 as 16 hex digits, so that no setting of the session changes
-- how any of it prints.
--
--   p_at  null where it is that of the first row of its call, which seal_of() is given
--
-- What is not here follows from what is: account_id and seq from where the row stands; realized_pnl, cash_after,
-- quantity_after and avg_entry_price_after are folded again by check().
create or replace function paper_internal.sealed_text(
    p_at timestamptz,
    p_event_type paper.event_type,
    p_order_seq bigint,
    p_order_type paper.order_type,
    p_side paper.order_side,
    p_ticker text,
    p_idempotency_key text,
    p_quantity numeric,
    p_limit_price numeric,
    p_stop_price numeric,
    p_price numeric,
    p_amount numeric,
    p_fee numeric,
    p_reject_reason paper.reject_reason,
    p_options jsonb,
    p_error text,
    p_detail jsonb,
    p_market_at timestamptz,
    p_liquidity paper.liquidity,
    p_rule paper.fill_rule,
    p_tape_seq bigint
) returns text
language sql stable parallel safe
return case
    when
        p_event_type = 'fill'
        and num_nulls(p_order_type, p_side, p_ticker, p_idempotency_key, p_quantity, p_price) = 0
        and num_nonnulls(
            p_at, p_stop_price, p_amount, p_fee, p_reject_reason, p_options, p_error, p_detail, p_market_at,
            p_liquidity, p_rule, p_tape_seq
        ) = 0
        then concat_ws(
            e'\x1f', p_order_type, p_side, p_ticker, p_idempotency_key, p_quantity, p_limit_price, p_price
        )
    else concat(
        encode(timestamptz_send(p_at), 'hex'), e'\x1f', p_event_type, e'\x1f',
        case when p_order_type is null then p_order_seq end, e'\x1f', p_order_type, e'\x1f', p_side, e'\x1f',
        p_ticker, e'\x1f', p_idempotency_key, e'\x1f', p_quantity, e'\x1f', p_limit_price, e'\x1f',
        p_stop_price, e'\x1f', p_price, e'\x1f', p_amount, e'\x1f', p_fee, e'\x1f', p_reject_reason, e'\x1f',
        p_options, e'\x1f', p_error, e'\x1f', p_detail, e'\x1f',
        encode(timestamptz_send(p_market_at), 'hex'), e'\x1f', p_liquidity, e'\x1f', p_rule, e'\x1f',
        p_tape_seq
    )
end;
