create or replace function paper_internal.mark_price(
    p_mark text,
    p_quantity numeric,
    p_average_price numeric,
    p_last numeric,
    p_bid numeric,
    p_ask numeric,
    p_close numeric
) returns numeric
language sql immutable parallel safe
-- What a position is valued at: the price that the setting asks for, while there is none the last trade, the middle of
-- the quote, the close of the bar, and without market data the average price. bid_ask is what closing it would bring.
return coalesce(
    case p_mark
        when 'mid' then (p_bid + p_ask) * 0.5
        when 'bid_ask' then case when p_quantity < 0 then p_ask else p_bid end
        when 'close' then p_close
    end,
    p_last,
    (p_bid + p_ask) * 0.5,
    p_close,
    p_average_price
);
