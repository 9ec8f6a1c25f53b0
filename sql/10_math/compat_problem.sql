create or replace function paper_internal.compat_problem(p_compat jsonb) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_compat) <> 'object' then 'compat must be a JSON object'
    else (
        select
            case c.key
                when 'slippage_on'
                    then paper_internal.choice_problem('slippage_on of compat', c.value, array['all', 'opening'])
                when 'slippage_within_bar'
                    then case
                        when jsonb_typeof(c.value) <> 'boolean'
                            then 'slippage_within_bar of compat must be true or false'
                    end
                when 'children'
                    then paper_internal.choice_problem('children of compat', c.value, array['next_bar', 'same_bar'])
                when 'stop_limit_fill'
                    then paper_internal.choice_problem('stop_limit_fill of compat', c.value, array['close', 'stop'])
                else 'compat has no ' || quote_literal(left(c.key, 200))
            end as problem
        from jsonb_each(p_compat) as c
        order by problem nulls last
        limit 1
    )
end;
