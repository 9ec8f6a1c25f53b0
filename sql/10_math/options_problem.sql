create or replace function paper_internal.options_problem(
    p_options jsonb, p_order_type text, p_side text, p_fill_model text
) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_options) <> 'object' then 'options must be a JSON object'
    when octet_length(p_options::text) > 65536 then 'options must be at most 64 kB of JSON'
    else coalesce(
        (
            select
                case
                    when o.key = 'time_in_force' and p_fill_model <> 'market'
                        then case
                            when not coalesce(o.value #>> '{}' in ('day', 'gtc', 'ioc', 'fok'), false)
                                then 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'
                        end
                    when o.key in ('tag', 'recommendation_id')
                        then case
                            when jsonb_typeof(o.value) <> 'string' or length(o.value #>> '{}') not between 1 and 200
                                then o.key || ' must be a string of 1 to 200 characters'
                        end
                    when o.key = 'decision_trace'
                        then case
                            when jsonb_typeof(o.value) not in ('object', 'array')
                                then 'decision_trace must be a JSON object or array'
                        end
                    when p_fill_model = 'market' then paper_internal.market_option_problem(o.key, o.value)
                    else 'unknown option ' || quote_literal(left(o.key, 200))
                end as problem
            from jsonb_each(p_options) as o
            order by problem nulls last
            limit 1
        ),
        case when p_fill_model = 'market' then paper_internal.option_set_problem(p_options, p_order_type, p_side) end
    )
end;
