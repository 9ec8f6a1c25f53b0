create or replace function paper_internal.leg_requests(
    p_request paper_internal.step
) returns paper_internal.step[]
language sql stable
-- The further orders of a group: the exits of a bracket or oto entry, the other leg of an oco order.
return (
    select coalesce(array_agg(row(
        p_request.account_id, null, null, p_request.at, 'fill', l.order_type,
        case
            when p_request.options ->> 'order_class' = 'oco' then p_request.side
            when p_request.side = 'buy' then 'sell'::paper.order_side
            else 'buy'
        end,
        null, p_request.ticker, null, p_request.quantity, l.limit_price, l.stop_price, null, null, null, null, 0,
        null, null,
        -- The other leg of an oco order works as long as the first; exits work until they are cancelled.
        case when p_request.options ->> 'order_class' = 'oco' then nullif(jsonb_strip_nulls(jsonb_build_object(
            'time_in_force', p_request.options -> 'time_in_force',
            'expires_at', p_request.options -> 'expires_at',
            'touch', p_request.options -> 'touch'
        )), '{}') end,
        null, null, null, null, null, null, null
    )::paper_internal.step order by l.n), '{}')
    from (
        select
            1 as n,
            'limit'::paper.order_type as order_type,
            (p_request.options #>> '{take_profit,limit_price}')::numeric as limit_price,
            null::numeric as stop_price
        where p_request.options ? 'take_profit'
        union all
        select
            2,
            case
                when p_request.options #> '{stop_loss,limit_price}' is null then 'stop'::paper.order_type
                else 'stop_limit'
            end,
            (p_request.options #>> '{stop_loss,limit_price}')::numeric,
            (p_request.options #>> '{stop_loss,stop_price}')::numeric
        where p_request.options ? 'stop_loss'
    ) as l
);
