create or replace function paper_internal.trailed_stop(p_order paper_internal.orders) returns numeric
language sql immutable parallel safe
-- The stop that follows from the best price a trailing stop has seen; a stop stays within the range of prices; null
-- before it has seen one.
return case when (p_order).watermark is not null then least(greatest(trim_scale(round(
    case (p_order).side
        when 'buy'
            then (p_order).watermark + coalesce(
                (p_order).trail_amount, (p_order).watermark * (p_order).trail_percent / 100
            )
        else (p_order).watermark - coalesce(
            (p_order).trail_amount, (p_order).watermark * (p_order).trail_percent / 100
        )
    end, 12
)), 0.000000000001), 999999999999999.999999999999) end;
