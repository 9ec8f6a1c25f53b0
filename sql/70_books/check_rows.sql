create or replace function paper_internal.check_rows(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- Each row of the journal by itself. Right rows are passed by one condition; texts are made for wrong ones.
begin atomic
    with judged as (
        select
            j.*,
            j.seq = 1 and j.event_type <> 'deposit' as breaks_opening,
            (j.event_type = 'rejected' and j.reject_reason is null)
            or (j.reject_reason is not null and j.event_type not in ('rejected', 'cancelled', 'expired'))
            or (j.order_type is not null and j.order_seq is distinct from j.seq)
            or (j.event_type in ('fill', 'partial_fill', 'rejected'))
            and (j.order_seq is null or j.ticker is null or j.side is null)
            or case
                when j.event_type in ('fill', 'partial_fill')
                    then j.quantity is null or j.price is null or j.realized_pnl is null or j.amount is not null
                else j.price is not null or j.fee is not null or j.realized_pnl is not null
            end
            or (j.ticker is null and (j.quantity_after is not null or j.avg_entry_price_after is not null))
            or case j.event_type
                when 'deposit' then (j.amount >= 0) is not true
                when 'withdrawal' then (j.amount < 0) is not true
                when 'reset' then j.amount is null
                else false
            end as breaks_shape,
            j.event_type in ('fill', 'partial_fill') and j.order_type in ('limit', 'stop_limit') and case j.side
                when 'buy' then j.price > j.limit_price else j.price < j.limit_price
            end as breaks_limit,
            (
                j.cash_after >= 0 and j.cash_after < 1e21
                and coalesce(j.quantity_after >= 0 and j.quantity_after < 1e15, true)
                and coalesce(j.avg_entry_price_after >= 0 and j.avg_entry_price_after < 1e15, true)
                and coalesce(j.quantity > 0 and j.quantity < 1e15, true)
                and coalesce(j.price > 0 and j.price < 1e15, true)
                and coalesce(j.amount > -1e21 and j.amount < 1e21, true)
                and coalesce(j.realized_pnl > -1e21 and j.realized_pnl < 1e21, true)
            ) is not true as breaks_range
        from paper_internal.journal as j
        where j.account_id = p_account_id
    )

    select j.account_id::text, b.rule, 'seq ' || j.seq::text || ': ' || b.detail
    from judged as j
    cross join lateral (
        values
        (j.breaks_opening, 'opening', 'the first row is no deposit but ' || j.event_type::text),
        (
            j.breaks_shape, 'shape',
            'a ' || j.event_type::text || ' row without what it needs, or with what it cannot have'
        ),
        (j.breaks_limit, 'limit', 'filled at ' || j.price::text || ' beyond its limit'),
        (j.breaks_range, 'range', 'a balance, quantity or price is out of range')
    ) as b (is_broken, rule, detail)
    where (j.breaks_opening or j.breaks_shape or j.breaks_limit or j.breaks_range) and b.is_broken;
end;
