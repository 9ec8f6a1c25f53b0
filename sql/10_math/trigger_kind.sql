create or replace function paper_internal.trigger_kind(
    p_order_type paper.order_type, p_side paper.order_side, p_time_in_force paper.time_in_force, p_elected boolean
) returns paper_internal.trigger_kind
language sql immutable parallel safe
-- Which market data can concern an open order. A stop waits for its stop, then it is a limit or a market order.
return case
    when p_order_type = 'trailing_stop' or p_time_in_force not in ('day', 'gtc', 'gtd')
        then 'any'::paper_internal.trigger_kind
    when p_order_type in ('stop', 'stop_limit') and not p_elected
        then case p_side when 'buy' then 'buy_stop'::paper_internal.trigger_kind else 'sell_stop' end
    when p_order_type in ('limit', 'stop_limit')
        then case p_side when 'buy' then 'buy_limit'::paper_internal.trigger_kind else 'sell_limit' end
    else 'any'
end;
