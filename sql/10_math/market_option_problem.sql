create or replace function paper_internal.market_option_problem(p_key text, p_value jsonb) returns text
language sql immutable parallel safe
-- One option that fill model market knows beside those of every order.
return case p_key
    when 'time_in_force'
        then case
            when not coalesce(p_value #>> '{}' in ('day', 'gtc', 'ioc', 'fok', 'opg', 'cls', 'gtd'), false)
                then 'time_in_force must be day, gtc, gtd, ioc, fok, opg or cls'
        end
    when 'expires_at' then paper_internal.instant_problem('expires_at', p_value)
    when 'trail_amount' then paper_internal.decimal_problem('trail_amount', p_value, 1e15, true)
    when 'trail_percent' then paper_internal.decimal_problem('trail_percent', p_value, 100, true)
    when 'order_class'
        then case
            when not coalesce(p_value #>> '{}' in ('simple', 'bracket', 'oco', 'oto'), false)
                then 'order_class must be simple, bracket, oco or oto'
        end
    when 'take_profit'
        then case
            when jsonb_typeof(p_value) <> 'object' or p_value - 'limit_price' <> '{}' or not p_value ? 'limit_price'
                then 'take_profit must be an object with a limit_price'
            else paper_internal.decimal_problem('limit_price of take_profit', p_value -> 'limit_price', 1e15, true)
        end
    when 'stop_loss'
        then case
            when jsonb_typeof(p_value) <> 'object' or p_value - 'limit_price' - 'stop_price' <> '{}'
                or not p_value ? 'stop_price'
                then 'stop_loss must be an object with a stop_price and perhaps a limit_price'
            else coalesce(
                paper_internal.decimal_problem('stop_price of stop_loss', p_value -> 'stop_price', 1e15, true),
                case when p_value ? 'limit_price' then paper_internal.decimal_problem(
                    'limit_price of stop_loss', p_value -> 'limit_price', 1e15, true
                ) end
            )
        end
    when 'oco_group'
        then case
            when jsonb_typeof(p_value) <> 'string' or length(p_value #>> '{}') not between 1 and 200
                then 'oco_group must be a string of 1 to 200 characters'
        end
    when 'touch' then case when jsonb_typeof(p_value) <> 'boolean' then 'touch must be true or false' end
    else 'unknown option ' || quote_literal(left(p_key, 200))
end;
