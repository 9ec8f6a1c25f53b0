create or replace function paper_internal.bar_problem(
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_open numeric,
    p_high numeric,
    p_low numeric,
    p_close numeric,
    p_volume numeric
) returns text
language sql immutable parallel safe
return case
    when not (paper_internal.accepted_time(p_starts_at) and paper_internal.accepted_time(p_ends_at)) is true
        then 'starts_at and ends_at must be given and between the years 1000 and 3000'
    when p_ends_at <= p_starts_at then 'ends_at must be after starts_at'
    when not (p_low > 0 and min_scale(p_low) <= 12) is true
        then 'low must be above 0 and have at most 12 decimals'
    when not (p_high < 1e15 and min_scale(p_high) <= 12) is true
        then 'high must be below 10^15 and have at most 12 decimals'
    when not (p_low <= p_open and p_open <= p_high and min_scale(p_open) <= 12) is true
        then 'open must be from low to high and have at most 12 decimals'
    when not (p_low <= p_close and p_close <= p_high and min_scale(p_close) <= 12) is true
        then 'close must be from low to high and have at most 12 decimals'
    when not (p_volume >= 0 and p_volume < 1e15 and min_scale(p_volume) <= 12)
        then 'volume must be at least 0, below 10^15 and have at most 12 decimals'
end;
