create or replace function paper_internal.order_error(
    p_reason paper.reject_reason, p_need numeric, p_have numeric, p_quantity numeric, p_available numeric
) returns text
language sql immutable parallel safe
return case p_reason
    when 'insufficient_cash'
        then 'Insufficient cash: need ' || round(p_need, 2)::text || ', have ' || round(p_have, 2)::text
    when 'insufficient_shares'
        then 'Insufficient shares: need ' || trim_scale(p_quantity)::text || ', have ' || trim_scale(p_available)::text
    when 'no_position' then 'No position to close'
    when 'market_closed' then 'The market is closed'
    when 'already_filled' then 'The order to be replaced is final, or no less than the new quantity is filled'
    else 'Out of range: the fill would leave the range of prices, positions or cash'
end;
