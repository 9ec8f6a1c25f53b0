create or replace function paper_internal.settings_problem(p_settings jsonb) returns text
language sql immutable parallel safe
return case
    when not (jsonb_typeof(p_settings) = 'object') is true then 'settings must be a JSON object'
    else (
        select
            case
                when s.key in (
                    'fill_model', 'clock', 'account_type', 'check', 'on_short_cash', 'bar_price', 'trigger_type',
                    'intrabar', 'mark'
                )
                    then case
                        when s.key <> 'trigger_type' or s.value <> 'null'
                            then paper_internal.choice_problem(s.key, s.value, case s.key
                                when 'fill_model' then array['immediate', 'market']
                                when 'clock' then array['wall', 'simulated']
                                when 'account_type' then array['cash']
                                when 'check' then array['submit', 'fill']
                                when 'on_short_cash' then array['cancel', 'reduce']
                                when 'bar_price' then array['open', 'close']
                                when 'trigger_type' then array['bid_ask', 'last']
                                when 'intrabar' then array['stop_first', 'limit_first']
                                else array['last', 'mid', 'bid_ask', 'close']
                            end)
                    end
                when s.key = 'currency'
                    then case
                        when jsonb_typeof(s.value) <> 'string' or length(s.value #>> '{}') > 10
                            or (s.value #>> '{}') collate "C" !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'
                            then 'currency must be a code of 3 to 10 upper-case letters or digits'
                    end
                when s.key = 'default_price'
                    then case
                        when jsonb_typeof(s.value) <> 'number' or not (s.value::numeric > 0 and s.value::numeric < 1e15)
                            or min_scale(s.value::numeric) > 12
                            then 'default_price must be a number above 0, below 10^15, with at most 12 decimals'
                    end
                when s.key = 'slippage_pct' then paper_internal.decimal_problem('slippage_pct', s.value, 1)
                when s.key = 'market_buffer' then paper_internal.decimal_problem('market_buffer', s.value, 10)
                when s.key in ('volume_limit', 'participation_rate')
                    then case
                        when s.value <> 'null' then paper_internal.decimal_problem(s.key, s.value, 1000)
                    end
                when s.key = 'max_quote_age'
                    then case
                        when jsonb_typeof(s.value) <> 'string'
                            or not s.value #>> '{}' ~ '^P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$'
                            or s.value #>> '{}' ~ '[PT]$' or s.value #>> '{}' ~ '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'
                            then 'max_quote_age must be a duration in ISO 8601, such as PT15M'
                    end
                when s.key = 'day_end'
                    then case
                        when jsonb_typeof(s.value) <> 'string'
                            or not s.value #>> '{}' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
                            then 'day_end must be a time of day in UTC, such as 00:00'
                    end
                when s.key = 'slippage' then paper_internal.market_slippage_problem(s.value)
                when s.key = 'fees' then paper_internal.fees_problem(s.value)
                when s.key = 'compat' then paper_internal.compat_problem(s.value)
                else 'unknown setting ' || quote_literal(left(s.key, 200))
            end as problem
        from jsonb_each(p_settings) as s
        order by problem nulls last
        limit 1
    )
end;
