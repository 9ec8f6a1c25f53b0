create or replace function paper_internal.instant_problem(p_name text, p_value jsonb) returns text
language sql immutable parallel safe
-- With a time zone, so that it means the same in every session; a day that the month has.
return case
    when jsonb_typeof(p_value) <> 'string' or not coalesce(
        p_value #>> '{}' ~ (
            '^[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]'
            || '(:[0-5][0-9]([.][0-9]+)?)?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$'
        )
        and length(p_value #>> '{}') <= 40,
        false
    ) or case
        when substr(p_value #>> '{}', 9, 2) in ('29', '30', '31')
            then substr(p_value #>> '{}', 9, 2)::integer > extract(day from (
                make_date(substr(p_value #>> '{}', 1, 4)::integer, substr(p_value #>> '{}', 6, 2)::integer, 1)
                + interval '1 month' - interval '1 day'
            ))
        else false
    end then p_name || ' must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'
end;
