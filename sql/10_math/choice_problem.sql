create or replace function paper_internal.choice_problem(p_name text, p_value jsonb, p_choices text[]) returns text
language sql immutable parallel safe
return case
    when not coalesce(jsonb_typeof(p_value) = 'string' and p_value #>> '{}' = any(p_choices), false)
        then p_name || ' must be ' || array_to_string(p_choices, ' or ')
end;
