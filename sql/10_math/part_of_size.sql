create or replace function paper_internal.part_of_size(p_size numeric, p_rate numeric) returns numeric
language sql immutable parallel safe
-- A part of a size, or a multiple, rounded down to what a size can be; null is any.
return case
    when p_size * p_rate < 1e15 then trim_scale(trunc(p_size * p_rate, 12))
    when p_size * p_rate is not null then 999999999999999
end;
