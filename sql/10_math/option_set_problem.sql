create or replace function paper_internal.option_set_problem(
    p_options jsonb, p_order_type text, p_side text
) returns text
language sql immutable parallel safe
-- Options that are right one by one and do not fit together; each is checked before.
return case
    when (p_options ->> 'time_in_force' = 'gtd') is distinct from (p_options ? 'expires_at')
        and (p_options ->> 'time_in_force' = 'gtd' or p_options ? 'expires_at')
        then 'expires_at is given with time_in_force gtd, and only then'
    when p_options ->> 'time_in_force' in ('opg', 'cls') and p_order_type not in ('market', 'limit')
        then 'opg and cls take market and limit orders'
    when p_order_type = 'trailing_stop' and (p_options ? 'trail_amount') = (p_options ? 'trail_percent')
        then 'a trailing_stop order needs trail_amount or trail_percent'
    when p_order_type <> 'trailing_stop' and (p_options ? 'trail_amount' or p_options ? 'trail_percent')
        then 'trail_amount and trail_percent belong to trailing_stop orders'
    when coalesce(p_options ->> 'order_class', 'simple') = 'simple'
        then case
            when p_options ? 'take_profit' or p_options ? 'stop_loss'
                then 'take_profit and stop_loss need order_class bracket, oco or oto'
        end
    when p_options ? 'oco_group' then 'oco_group belongs to orders of class simple'
    when p_options ->> 'order_class' = 'bracket' and not (p_options ? 'take_profit' and p_options ? 'stop_loss')
        then 'a bracket order needs take_profit and stop_loss'
    when p_options ->> 'order_class' in ('oco', 'oto') and (p_options ? 'take_profit') = (p_options ? 'stop_loss')
        then 'an oco or oto order needs one of take_profit and stop_loss'
    when p_options ->> 'order_class' = 'oco' and p_options ->> 'time_in_force' in ('ioc', 'fok', 'opg', 'cls')
        then 'an oco order cannot be ioc, fok, opg or cls'
    when p_options ->> 'order_class' = 'bracket' and case p_side
        when 'buy'
            then (p_options #>> '{take_profit,limit_price}')::numeric
                <= (p_options #>> '{stop_loss,stop_price}')::numeric
        else (p_options #>> '{take_profit,limit_price}')::numeric
            >= (p_options #>> '{stop_loss,stop_price}')::numeric
    end then 'take_profit must lie on the other side of stop_loss'
end;
