create or replace function paper_internal.missed_rule(
    p_order paper_internal.orders,
    p_datum paper_internal.tape,
    p_price numeric,
    p_size numeric,
    p_waits_for_stop boolean,
    p_elects boolean,
    p_is_outranked boolean,
    p_is_open boolean,
    p_bars_at_close boolean
) returns text
language sql immutable parallel safe
-- Why a datum that offers p_price and p_size did not fill an order: the first rule that stood against it.
return case
    when (p_datum).starts_at < (p_order).submitted_at then 'bar_began_before_order'
    when (p_datum).at < (p_order).works_from
        or ((p_datum).at = (p_order).works_from and (p_datum).kind = 'bar') then 'waits_for_open'
    when (p_order).time_in_force = 'cls' and (p_datum).at < (p_order).expires_at then 'waits_for_close'
    when not p_is_open then 'market_closed'
    when p_is_outranked and ((p_datum).kind = 'bar' or not p_waits_for_stop)
        then case (p_datum).kind when 'trade' then 'outranked_by_quotes' else 'outranked_by_quotes_or_trades' end
    when p_price is null then 'one_sided_quote'
    when p_waits_for_stop and not p_elects then 'not_a_trigger'
    when p_waits_for_stop then 'stop_not_reached'
    when (p_order).side = 'buy' and p_price > (p_order).limit_price then 'limit_not_reached'
    when (p_order).side = 'sell' and p_price < (p_order).limit_price then 'limit_not_reached'
    when (p_order).order_type = 'limit' and p_price = (p_order).limit_price and not (p_order).touch
        and ((p_datum).kind = 'trade' or ((p_datum).kind = 'bar' and not p_bars_at_close)) then 'limit_only_touched'
    when p_size is null then 'not_taken'
    else 'no_size_left'
end;
