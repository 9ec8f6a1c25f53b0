create or replace function paper_internal.fill_problem(
    p_side paper.order_side,
    p_quantity numeric,
    p_price numeric,
    p_cash numeric,
    p_buying_power numeric,
    p_held numeric,
    p_available numeric,
    p_realized_pnl numeric default 0
) returns paper.reject_reason
language sql immutable parallel safe
-- Why a fill at p_price cannot be booked; null when it can. Every literal is an enum constant: a cast from text
-- at run time would keep the function from being inlined.
return case
    when p_quantity is null then 'no_position'::paper.reject_reason
    when p_price <= 0 or p_price >= 1e15 then 'out_of_range'
    when p_side = 'buy' and p_price * p_quantity > p_buying_power then 'insufficient_cash'
    when p_side = 'buy' and p_held + p_quantity >= 1e15 then 'out_of_range'
    when p_side = 'sell' and p_quantity > p_available then 'insufficient_shares'
    when p_side = 'sell' and p_cash + p_price * p_quantity >= 1e21 then 'out_of_range'
    when abs(p_realized_pnl) >= 1e21 then 'out_of_range'
end;
