create or replace function paper_internal.trade_problem(
    p_at timestamptz, p_price numeric, p_size numeric
) returns text
language sql immutable parallel safe
return case
    when not paper_internal.accepted_time(p_at) is true then 'at must be given and between the years 1000 and 3000'
    when not (p_price > 0 and p_price < 1e15 and min_scale(p_price) <= 12) is true
        then 'price must be above 0, below 10^15 and have at most 12 decimals'
    when not (p_size >= 0 and p_size < 1e15 and min_scale(p_size) <= 12)
        then 'size must be at least 0, below 10^15 and have at most 12 decimals'
end;
