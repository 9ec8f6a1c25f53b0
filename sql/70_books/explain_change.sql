create or replace function paper_internal.explain_change(
    p_prefix text,
    p_created paper_internal.journal,
    p_order paper_internal.orders,
    p_row paper_internal.journal
) returns setof paper_internal.explanation
language sql stable
-- A row of an order's life that is no fill: elected, armed by its entry, ended; and which order of its group was the
-- cause.
begin atomic
    select
        (p_row).seq,
        (p_row).at,
        (p_row).rule::text,
        (p_row).event_type::text,
        case when (p_row).event_type = 'triggered' then case
            when (d.datum).starts_at = (p_row).market_at then (d.datum).open::numeric
            when (d.datum).kind = 'bar' then (p_order).stop_price::numeric
            else paper_internal.offered_price(d.datum, (p_row).side, true, false)
        end end,
        case when (p_row).event_type not in ('accepted', 'triggered')
            then (p_created).quantity - (p_order).filled_quantity end,
        jsonb_strip_nulls(jsonb_build_object(
            'market_at', (p_row).market_at,
            'data', (d.datum).kind,
            'stop_price', case when (p_row).event_type = 'triggered' then trim_scale((p_order).stop_price) end,
            'reject_reason', (p_row).reject_reason,
            'expires_at', case when (p_row).event_type = 'expired' then (p_order).expires_at end,
            'entry', case
                when (p_row).event_type = 'accepted' then paper_internal.order_id(p_prefix, (p_order).parent_seq)
            end,
            'replaced_by', case
                when (p_row).event_type = 'replaced' then paper_internal.order_id(p_prefix, (p_order).replaced_by)
            end,
            'caused_by', paper_internal.order_id(p_prefix, c.order_seq),
            'caused_by_event', c.event_type,
            'caused_by_seq', c.seq
        ))
    from (select null) as one
    left join lateral (
        select t as datum
        from paper_internal.tape_of_fill(
            (p_row).ticker, (p_row).side, (p_row).rule, (p_row).market_at, (p_order).stop_price
        ) as t
        where (p_row).event_type = 'triggered'
    ) as d on true
    left join lateral (
        select j.seq, j.order_seq, j.event_type
        from (
            select i.seq
            from paper_internal.orders as i
            where i.account_id = (p_order).account_id and i.oco_seq = (p_order).oco_seq
            union all
            select (p_order).parent_seq
        ) as m
        inner join paper_internal.journal as j on m.seq = j.order_seq
        where
            (p_row).event_type = 'cancelled' and (p_row).rule in ('oco', 'entry')
            and j.account_id = (p_order).account_id and j.order_type is null
            and j.order_seq <> (p_order).seq and j.seq < (p_row).seq
        order by j.seq desc
        limit 1
    ) as c on true;
end;
