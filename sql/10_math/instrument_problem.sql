create or replace function paper_internal.instrument_problem(p_settings jsonb) returns text
language sql immutable parallel safe
return case
    when not (jsonb_typeof(p_settings) = 'object') is true then 'settings must be a JSON object'
    else (
        select
            case
                when s.key <> 'calendar' then 'unknown setting ' || quote_literal(left(s.key, 200))
                when jsonb_typeof(s.value) = 'null' then null
                when jsonb_typeof(s.value) <> 'string' or octet_length(s.value #>> '{}') > 200
                    or (s.value #>> '{}') collate "C" !~ '^[!-~]+$'
                    then 'calendar must be null or 1 to 200 printable ASCII characters without spaces'
            end as problem
        from jsonb_each(p_settings) as s
        order by problem nulls last
        limit 1
    )
end;
