create or replace function paper_internal.size_on_offer(
    p_watch paper_internal.watches, p_side paper.order_side, p_participation_rate numeric
) returns numeric
language sql immutable parallel safe
-- What an order may take of the quote: what the account has left of the displayed size; null is any.
return case p_side
    when 'buy' then coalesce(
        (p_watch).ask_left, paper_internal.part_of_size((p_watch).ask_size, p_participation_rate)
    )
    else coalesce((p_watch).bid_left, paper_internal.part_of_size((p_watch).bid_size, p_participation_rate))
end;
