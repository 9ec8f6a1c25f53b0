create or replace function paper_internal.quote_problem(
    p_at timestamptz, p_bid numeric, p_ask numeric, p_bid_size numeric, p_ask_size numeric
) returns text
language sql immutable parallel safe
-- NaN is above every number, so the upper bounds refuse it.
return case
    when not paper_internal.accepted_time(p_at) is true then 'at must be given and between the years 1000 and 3000'
    when p_bid is null and p_ask is null then 'bid or ask must be given'
    when not (p_bid > 0 and p_bid < 1e15 and min_scale(p_bid) <= 12)
        then 'bid must be above 0, below 10^15 and have at most 12 decimals'
    when not (p_ask > 0 and p_ask < 1e15 and min_scale(p_ask) <= 12)
        then 'ask must be above 0, below 10^15 and have at most 12 decimals'
    when p_bid > p_ask then 'bid must not be above ask'
    when not (p_bid_size >= 0 and p_bid_size < 1e15 and min_scale(p_bid_size) <= 12)
        then 'bid_size must be at least 0, below 10^15 and have at most 12 decimals'
    when not (p_ask_size >= 0 and p_ask_size < 1e15 and min_scale(p_ask_size) <= 12)
        then 'ask_size must be at least 0, below 10^15 and have at most 12 decimals'
end;
