create or replace function paper_internal.annualized(
    p_index double precision, p_exponent double precision
) returns double precision
language sql immutable parallel safe
-- The return of a year in which an index grows as often as the exponent says; null beyond what can be counted.
return case
    when p_index <= 0 then case when p_index = 0 then -1 end
    when ln(p_index) * p_exponent < -600 then -1
    when ln(p_index) * p_exponent < 600 then exp(ln(p_index) * p_exponent) - 1
end;
