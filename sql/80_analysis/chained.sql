create or replace function paper_internal.chained(
    p_index double precision, p_return double precision
) returns double precision
language sql immutable parallel safe
-- An index after one more return; it stays where it is without one, and within what can be multiplied.
return case
    when p_return is null or p_index not between -1e150 and 1e150 or abs(p_index) < 1e-150 then p_index
    else p_index * (1 + p_return)
end;
