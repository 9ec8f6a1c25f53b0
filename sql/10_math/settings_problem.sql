create or replace function paper_internal.settings_problem(p_settings jsonb) returns text
language sql immutable parallel safe
return case
    when not (jsonb_typeof(p_settings) = 'object') is true then 'settings must be a JSON object'
    else (
        select
            case s.key
                when 'fill_model'
                    then case when s.value <> '"immediate"' then 'fill_model must be immediate' end
                when 'clock'
                    then case when s.value not in ('"wall"', '"simulated"') then 'clock must be wall or simulated' end
                when 'account_type'
                    then case when s.value <> '"cash"' then 'account_type must be cash' end
                when 'currency'
                    then case
                        when jsonb_typeof(s.value) <> 'string' or length(s.value #>> '{}') > 10
                            or (s.value #>> '{}') collate "C" !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'
                            then 'currency must be a code of 3 to 10 upper-case letters or digits'
                    end
                when 'default_price'
                    then case
                        when jsonb_typeof(s.value) <> 'number' or not (s.value::numeric > 0 and s.value::numeric < 1e15)
                            or min_scale(s.value::numeric) > 12
                            then 'default_price must be a number above 0, below 10^15, with at most 12 decimals'
                    end
                when 'slippage_pct'
                    then case
                        when jsonb_typeof(s.value) <> 'number' or not (s.value::numeric >= 0 and s.value::numeric < 1)
                            or min_scale(s.value::numeric) > 12
                            then 'slippage_pct must be a fraction from 0 to below 1, with at most 12 decimals'
                    end
                else 'unknown setting ' || quote_literal(s.key)
            end as problem
        from jsonb_each(p_settings) as s
        order by problem nulls last
        limit 1
    )
end;
