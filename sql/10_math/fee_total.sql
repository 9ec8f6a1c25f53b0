create or replace function paper_internal.fee_total(
    p_fees paper_internal.fee_schedule, p_quantity numeric, p_value numeric, p_maker_value numeric
) returns numeric
language sql immutable parallel safe
-- The fees of an order for all its fills together: clamped, the minimum wins; a fill is charged the difference.
return trim_scale(round(
    greatest(
        (p_fees).minimum,
        least(
            (p_fees).per_order + (p_fees).per_share * p_quantity
            + (p_fees).maker * p_maker_value + (p_fees).taker * (p_value - p_maker_value),
            (p_fees).maximum * p_value
        )
    ),
    (p_fees).decimals
));
