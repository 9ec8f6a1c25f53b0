create or replace function paper_internal.reservation(
    p_order paper_internal.orders, p_fees paper_internal.fee_schedule
) returns numeric
language sql immutable parallel safe
-- What an open order claims: a sell the shares it has left, a buy their cost and the fees still to come.
return case
    when (p_order).status not in ('pending', 'accepted', 'partially_filled')
        or (p_order).quantity = (p_order).filled_quantity
        then 0
    when (p_order).side = 'sell' then (p_order).quantity - (p_order).filled_quantity
    when (p_order).reserve_price is null then 0
    else
        ((p_order).quantity - (p_order).filled_quantity) * (p_order).reserve_price
        + greatest(0, paper_internal.fee_total(
            p_fees,
            (p_order).quantity,
            (p_order).filled_value + ((p_order).quantity - (p_order).filled_quantity) * (p_order).reserve_price,
            (p_order).maker_value
        ) - (p_order).fees)
end;
