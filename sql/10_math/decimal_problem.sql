create or replace function paper_internal.decimal_problem(
    p_name text, p_value jsonb, p_below numeric, p_positive boolean default false
) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_value) <> 'number' or not (p_value::numeric >= 0 and p_value::numeric < p_below)
        or (p_positive and p_value::numeric = 0) or min_scale(p_value::numeric) > 12
        then p_name || ' must be a number ' || case when p_positive then 'above' else 'of at least' end
            || ' 0, below ' || p_below::text || ', with at most 12 decimals'
end;
