create or replace function paper.apply_fill(
    p_quantity numeric,
    p_avg_entry_price numeric,
    p_side paper.order_side,
    p_fill_quantity numeric,
    p_fill_price numeric
) returns paper.position_state
language sql immutable parallel safe
return row(
    case p_side when 'buy' then p_quantity + p_fill_quantity when 'sell' then p_quantity - p_fill_quantity end,
    case
        -- Opens or adds: the average of what was held and what came.
        when p_side = 'buy' and p_quantity >= 0 or p_side = 'sell' and p_quantity <= 0
            -- Whole division, since "/" keeps 16 digits or so and would round twice.
            then div(
                2e12 * (p_avg_entry_price * abs(p_quantity) + p_fill_price * p_fill_quantity)
                + abs(p_quantity) + p_fill_quantity,
                2 * (abs(p_quantity) + p_fill_quantity)
            ) * 0.000000000001
        when p_fill_quantity = abs(p_quantity) then 0
        when p_fill_quantity < abs(p_quantity) then p_avg_entry_price
        -- Through zero: what is left of the fill opens the other side.
        else p_fill_price
    end,
    case
        when p_side = 'sell' and p_quantity > 0
            then least(p_fill_quantity, p_quantity) * (p_fill_price - p_avg_entry_price)
        when p_side = 'buy' and p_quantity < 0
            then least(p_fill_quantity, -p_quantity) * (p_avg_entry_price - p_fill_price)
        else 0
    end
)::paper.position_state;

comment on function paper.apply_fill is
'Average-cost position after one fill, and the gross profit the fill realized. Quantity is signed, negative when short.
Adding averages the entry price (12 decimals, ties away from zero), reducing keeps it and realizes quantity × (price − average), closing sets
it to 0. The single definition: the engine, check() and position_of() all call it.';
