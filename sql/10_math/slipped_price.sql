create or replace function paper_internal.slipped_price(
    p_side paper.order_side, p_price numeric, p_rate numeric
) returns numeric
language sql immutable parallel safe
-- Worse for the order by a fraction, to 12 decimals.
return case
    when p_rate = 0 then p_price
    when p_side = 'buy' then trim_scale(round(p_price * (1 + p_rate), 12))
    else trim_scale(round(p_price * (1 - p_rate), 12))
end;
