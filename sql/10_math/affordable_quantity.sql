create or replace function paper_internal.affordable_quantity(
    p_fees paper_internal.fee_schedule,
    p_cash numeric,
    p_price numeric,
    p_liquidity paper.liquidity,
    p_is_first_fill boolean,
    p_decimals integer
) returns numeric
language sql immutable parallel safe
-- How much can be bought with p_cash, fees included, to so many decimals.
return greatest(0, trunc(
    least(
        (p_cash - case when p_is_first_fill then (p_fees).per_order else 0 end) / (
            p_price * (1 + case p_liquidity when 'maker' then (p_fees).maker else (p_fees).taker end)
            + (p_fees).per_share
        ),
        case when p_is_first_fill then (p_cash - (p_fees).minimum) / p_price end
    ), p_decimals
));
