create or replace function paper_internal.offered_price(
    p_datum paper_internal.tape, p_side paper.order_side, p_is_stop boolean, p_bars_at_close boolean
) returns numeric
language sql immutable parallel safe
-- The best that a datum offers to an order of that side: of a bar the lowest price to a buy; to a stop what comes
-- nearest to electing it, which is the highest.
return case
    when (p_datum).kind = 'quote' and p_side = 'buy' then (p_datum).ask
    when (p_datum).kind = 'quote' then (p_datum).bid
    when (p_datum).kind = 'trade' or p_bars_at_close then (p_datum).price
    when (p_side = 'buy') = p_is_stop then (p_datum).high
    else (p_datum).low
end;
