create or replace function paper_internal.fees_problem(p_fees jsonb) returns text
language sql immutable parallel safe
return case
    when jsonb_typeof(p_fees) <> 'object' then 'fees must be a JSON object'
    else (
        select
            case
                when f.key in ('per_order', 'per_share', 'minimum')
                    then paper_internal.decimal_problem(f.key || ' of fees', f.value, 1e9)
                when f.key in ('percent', 'maker', 'taker', 'maximum')
                    then paper_internal.decimal_problem(f.key || ' of fees', f.value, 1)
                when f.key = 'decimals'
                    then case
                        when not coalesce(
                            f.value in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'), false
                        )
                            then 'decimals of fees must be a whole number from 0 to 12'
                    end
                else 'fees has no ' || quote_literal(left(f.key, 200))
            end as problem
        from jsonb_each(p_fees) as f
        order by problem nulls last
        limit 1
    )
end;
