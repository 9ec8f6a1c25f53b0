create or replace function paper_internal.base_price(
    p_row paper_internal.journal, p_order paper_internal.journal, p_stop_price numeric, p_datum paper_internal.tape
) returns numeric
language sql immutable parallel safe
-- The price before slippage of a fill in fill model market: p_row is the fill, p_order the row that created its order.
return case
    when (p_row).rule = 'limit' then (p_order).limit_price
    when (p_row).rule = 'stop' then p_stop_price
    when (p_row).rule = 'open' then (p_datum).open
    when (p_datum).kind <> 'quote' then (p_datum).price
    when (p_row).side = 'buy' then (p_datum).ask
    else (p_datum).bid
end;
