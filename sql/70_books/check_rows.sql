create or replace function paper_internal.check_rows(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The journal against itself. Each row carries the balances after it, so that a row and the one before it prove a step,
-- and the steps by induction the whole fold. Right rows are passed by one condition; texts are made for wrong ones.
begin atomic
    with chained as (
        select
            j.account_id,
            j.seq,
            j.at,
            j.event_type,
            j.order_seq,
            j.order_type,
            j.ticker,
            j.side,
            j.reject_reason,
            j.quantity::numeric,
            j.limit_price::numeric,
            j.price::numeric,
            j.amount::numeric,
            j.fee::numeric,
            j.realized_pnl::numeric,
            j.cash_after::numeric,
            j.quantity_after::numeric,
            j.avg_entry_price_after::numeric,
            j.event_type in ('fill', 'partial_fill') as is_fill,
            lag(j.seq, 1, 0::bigint) over w as seq_before,
            lag(j.at) over w as at_before,
            lag(j.cash_after::numeric, 1, 0::numeric) over w as cash_before
        from paper_internal.journal as j
        where
            j.account_id in (select a.account_id from paper.accounts as a)
            and (p_account_id is null or j.account_id = p_account_id)
        window w as (partition by j.account_id order by j.seq)
    ),

    judged as (
        select
            c.*,
            c.seq <> c.seq_before + 1 as breaks_seq,
            c.seq = 1 and c.event_type <> 'deposit' as breaks_opening,
            c.at < c.at_before as breaks_time,
            (c.event_type = 'rejected' and c.reject_reason is null)
            or (c.reject_reason is not null and c.event_type not in ('rejected', 'cancelled', 'expired'))
            or (c.order_type is not null and c.order_seq is distinct from c.seq)
            or (c.is_fill or c.event_type = 'rejected') and (c.order_seq is null or c.ticker is null or c.side is null)
            or case
                when c.is_fill
                    then c.quantity is null or c.price is null or c.realized_pnl is null or c.amount is not null
                else c.price is not null or c.fee is not null or c.realized_pnl is not null
            end
            or case c.event_type
                when 'deposit' then (c.amount >= 0) is not true
                when 'withdrawal' then (c.amount < 0) is not true
                when 'reset' then c.amount is null
                else false
            end as breaks_shape,
            c.cash_after <> case
                when c.is_fill
                    then case c.side
                        when 'buy' then c.cash_before - c.quantity * c.price else c.cash_before + c.quantity * c.price
                    end - coalesce(c.fee, 0)
                else c.cash_before + coalesce(c.amount, 0)
            end as breaks_cash,
            c.is_fill and c.order_type in ('limit', 'stop_limit') and case c.side
                when 'buy' then c.price > c.limit_price else c.price < c.limit_price
            end as breaks_limit,
            (
                c.cash_after >= 0 and c.cash_after < 1e21
                and coalesce(c.quantity_after >= 0 and c.quantity_after < 1e15, true)
                and coalesce(c.avg_entry_price_after >= 0 and c.avg_entry_price_after < 1e15, true)
                and coalesce(c.quantity > 0 and c.quantity < 1e15, true)
                and coalesce(c.price > 0 and c.price < 1e15, true)
                and coalesce(c.amount > -1e21 and c.amount < 1e21, true)
                and coalesce(c.realized_pnl > -1e21 and c.realized_pnl < 1e21, true)
            ) is not true as breaks_range
        from chained as c
    )

    select j.account_id::text, b.rule, 'seq ' || j.seq::text || ': ' || b.detail
    from judged as j
    cross join lateral (
        values
        (j.breaks_seq, 'seq', 'follows seq ' || j.seq_before::text),
        (j.breaks_opening, 'opening', 'the first row is no deposit but ' || j.event_type::text),
        (j.breaks_time, 'time', j.at::text || ' is before ' || j.at_before::text),
        (
            j.breaks_shape, 'shape',
            'a ' || j.event_type::text || ' row without what it needs, or with what it cannot have'
        ),
        (j.breaks_cash, 'cash', 'cash_after is ' || j.cash_after::text || ', before it was ' || j.cash_before::text),
        (j.breaks_limit, 'limit', 'filled at ' || j.price::text || ' beyond its limit'),
        (j.breaks_range, 'range', 'a balance, quantity or price is out of range')
    ) as b (is_broken, rule, detail)
    where
        (
            j.breaks_seq or j.breaks_opening or j.breaks_time or j.breaks_shape
            or j.breaks_cash or j.breaks_limit or j.breaks_range
        )
        and b.is_broken;
end;
