create or replace function paper_internal.reserve_price(
    p_order paper_internal.orders, p_market_price numeric, p_terms paper_internal.market_terms
) returns numeric
language sql immutable parallel safe
-- What a unit of an open buy may cost: its limit, else the higher of its stop and the market, worse by slippage and a
-- buffer; null when no price is known, or none that is in range.
return case
    when (p_order).order_type in ('limit', 'stop_limit') then (p_order).limit_price
    when greatest((p_order).stop_price, p_market_price) < 1e13
        then trim_scale(round(
            greatest((p_order).stop_price, p_market_price)
            * (1 + (p_terms).slippage_rate * case (p_terms).slippage_model
                when 'volume_share' then coalesce((p_terms).volume_limit, 1) * coalesce((p_terms).volume_limit, 1)
                else 1
            end)
            * (1 + (p_terms).market_buffer), 12
        ))
    else greatest((p_order).stop_price, p_market_price)
end;
