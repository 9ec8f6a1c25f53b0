create or replace function paper_internal.offered_size(
    p_datum paper_internal.tape, p_side paper.order_side
) returns numeric
language sql immutable parallel safe
-- What a datum displays to an order of that side: the size of a quote or print, the volume of a bar; null is unknown.
return case
    when (p_datum).kind <> 'quote' then (p_datum).size
    when p_side = 'buy' then (p_datum).ask_size
    else (p_datum).bid_size
end;
