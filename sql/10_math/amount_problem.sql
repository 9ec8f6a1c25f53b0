create or replace function paper_internal.amount_problem(p_amount numeric) returns text
language sql immutable parallel safe
return case
    when not (p_amount >= 0 and p_amount < 1e21 and min_scale(p_amount) <= 12) is true
        then 'the amount must be at least 0, below 10^21 and have at most 12 decimals'
end;
