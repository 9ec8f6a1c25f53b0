create or replace function paper_internal.instant_problem(p_name text, p_value jsonb) returns text
language sql immutable parallel safe
-- With a time zone, so that it means the same in every session.
return case
    when jsonb_typeof(p_value) <> 'string' or not coalesce(
        p_value #>> '{}' ~ (
            '^[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?'
            || '(Z|[+-][01][0-9](:?[0-5][0-9])?)$'
        ),
        false
    ) then p_name || ' must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'
end;
