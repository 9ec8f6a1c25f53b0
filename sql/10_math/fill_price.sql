create or replace function paper.fill_price(
    p_side paper.order_side,
    p_order_type paper.order_type,
    p_limit_price numeric,
    p_stop_price numeric,
    p_market_price numeric,
    p_slippage_pct numeric
) returns numeric
language sql immutable parallel safe
return case
    when p_order_type in ('limit', 'stop_limit') then p_limit_price
    when p_order_type = 'stop' then p_stop_price
    when p_side = 'buy' then round(coalesce(p_limit_price, p_market_price) * (1 + p_slippage_pct), 4)
    when p_side = 'sell' then round(coalesce(p_limit_price, p_market_price) * (1 - p_slippage_pct), 4)
end;

comment on function paper.fill_price is
'Price at which the immediate fill model fills an order: the limit of a limit or stop_limit order, the stop of a stop
order; a market order pays its limit price as an estimate, else p_market_price, worse by p_slippage_pct (a fraction,
0.001 = 0.1 %), rounded to 4 decimals, ties away from zero. A price that rounds to 0 fills nothing.';
