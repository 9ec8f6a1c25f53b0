create or replace function paper_internal.options_problem(p_options jsonb) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_options) <> 'object' then 'options must be a JSON object'
    when octet_length(p_options::text) > 65536 then 'options must be at most 64 kB of JSON'
    else (
        select
            case o.key
                when 'time_in_force'
                    then case
                        when not coalesce(o.value #>> '{}' in ('day', 'gtc', 'ioc', 'fok'), false)
                            then 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'
                    end
                when 'tag'
                    then case
                        when jsonb_typeof(o.value) <> 'string' or length(o.value #>> '{}') not between 1 and 200
                            then 'tag must be a string of 1 to 200 characters'
                    end
                when 'recommendation_id'
                    then case
                        when jsonb_typeof(o.value) <> 'string' or length(o.value #>> '{}') not between 1 and 200
                            then 'recommendation_id must be a string of 1 to 200 characters'
                    end
                when 'decision_trace'
                    then case
                        when jsonb_typeof(o.value) not in ('object', 'array')
                            then 'decision_trace must be a JSON object or array'
                    end
                else 'unknown option ' || quote_literal(o.key)
            end as problem
        from jsonb_each(p_options) as o
        order by problem nulls last
        limit 1
    )
end;
