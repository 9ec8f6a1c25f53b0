create or replace function paper_internal.fill_error(
    p_problem paper.reject_reason,
    p_quantity numeric,
    p_price numeric,
    p_buying_power numeric,
    p_available numeric
) returns text
language sql immutable parallel safe
return case p_problem
    when 'insufficient_cash'
        then 'Insufficient cash: need ' || round(p_price * p_quantity, 2)::text
            || ', have ' || round(p_buying_power, 2)::text
    when 'insufficient_shares'
        then 'Insufficient shares: need ' || trim_scale(p_quantity)::text || ', have ' || trim_scale(p_available)::text
    when 'no_position'
        then 'No position to close'
    when 'market_closed'
        then 'The market is closed'
    when 'already_filled'
        then 'No less than the new quantity is filled'
    when 'not_open'
        then 'The order to be replaced is not open'
    else 'Out of range: ' || trim_scale(p_quantity)::text || ' at ' || p_price::text
        || ' would leave the range of prices, positions or cash'
end;
