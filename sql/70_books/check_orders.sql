create or replace function paper_internal.check_orders(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- Orders that ever rested against the rows of their life, and what the working ones reserve. Right orders are passed by
-- one condition. Rows are looked up one by one, each by its key: a join may be quadratic without statistics.
begin atomic
    with lives as (
        select
            o.*,
            c.event_type as created_as,
            c.quantity as created_quantity,
            c.side as created_side,
            c.ticker as created_ticker,
            w.seq is not null as is_working,
            w.ticker as working_ticker,
            l.filled,
            l.value,
            l.value_as_maker,
            l.fees as journal_fees,
            l.realized_pnl as journal_pnl,
            f.cash_after as last_cash_after,
            f.quantity_after as last_quantity_after,
            case coalesce(e.event_type, c.event_type)
                when 'fill' then 'filled'
                when 'partial_fill' then 'partially_filled'
                when 'submitted' then 'pending'
                when 'accepted' then 'accepted'
                when 'expired' then 'expired'
                when 'replaced' then 'replaced'
                else 'cancelled'
            end::paper.order_status as journal_status
        from paper_internal.orders as o
        left join lateral (
            select j.event_type, j.quantity, j.side, j.ticker
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = o.seq and j.order_type is not null
            limit 1
        ) as c on true
        left join lateral (
            select i.seq, i.ticker
            from paper_internal.working as i
            where i.account_id = p_account_id and i.seq = o.seq
            limit 1
        ) as w on true
        cross join lateral (
            select
                coalesce(sum(j.quantity) filter (where j.event_type in ('fill', 'partial_fill')), 0) as filled,
                coalesce(sum(j.quantity * j.price) filter (where j.event_type in ('fill', 'partial_fill')), 0) as value,
                coalesce(sum(j.quantity * j.price) filter (where j.liquidity = 'maker'), 0) as value_as_maker,
                max(j.seq) filter (where j.event_type in ('fill', 'partial_fill')) as last_fill_seq,
                coalesce(sum(j.fee), 0) as fees,
                coalesce(sum(j.realized_pnl), 0) as realized_pnl,
                max(j.seq) filter (where j.event_type <> 'triggered') as last_event_seq
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.order_seq = o.seq and j.order_type is null
        ) as l
        left join lateral (
            select j.cash_after, j.quantity_after
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = l.last_fill_seq
            limit 1
        ) as f on true
        left join lateral (
            select j.event_type
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = l.last_event_seq
            limit 1
        ) as e on true
        where o.account_id = p_account_id
    ),

    judged as (
        select
            l.*,
            (l.created_as in ('accepted', 'submitted')) is not true as breaks_birth,
            l.filled_quantity <> l.filled as breaks_filled,
            l.filled > l.created_quantity as breaks_ordered,
            l.ordered_quantity <> l.created_quantity as breaks_ordered_quantity,
            case
                when l.oco_seq is null and coalesce(l.parent_seq = l.seq, true) then l.quantity <> l.created_quantity
                else l.quantity < l.filled or l.quantity > l.created_quantity
            end as breaks_quantity,
            l.filled_value <> l.value or l.maker_value <> l.value_as_maker as breaks_value,
            coalesce(abs(l.filled_avg_price * l.filled - l.value) > l.filled * 1e-12, l.filled > 0)
            or (l.filled = 0 and l.filled_avg_price is not null) as breaks_average,
            l.fees <> l.journal_fees as breaks_fees,
            l.realized_pnl <> l.journal_pnl as breaks_realized_pnl,
            (
                l.cash_after is distinct from l.last_cash_after
                or l.quantity_after is distinct from l.last_quantity_after
            ) as breaks_balances,
            l.is_working and l.working_ticker <> l.created_ticker as breaks_ticker,
            l.status <> l.journal_status as breaks_status,
            l.is_working <> (
                l.status in ('accepted', 'partially_filled') or (l.status = 'pending' and l.parent_seq is null)
            ) as breaks_working,
            not l.is_working and l.reserved <> 0 as breaks_reserved
        from lives as l
    )

    select p_account_id, 'order', 'order ' || j.seq::text || ': ' || b.detail
    from judged as j
    cross join lateral (
        values
        (j.breaks_birth, 'was not created by a row that lets it rest'),
        (j.breaks_filled, 'filled_quantity is not the sum of its fills'),
        (j.breaks_ordered, 'more was filled than ordered'),
        (j.breaks_ordered_quantity, 'ordered_quantity is not what was ordered'),
        (j.breaks_quantity, 'works for ' || j.quantity::text || ' of ' || j.created_quantity::text),
        (j.breaks_value, 'filled_value or maker_value is not the sum of its fills'),
        (j.breaks_average, 'filled_avg_price is not the average of its fills'),
        (j.breaks_fees, 'fees are not the sum of its fills'),
        (j.breaks_realized_pnl, 'realized_pnl is not the sum of its fills'),
        (j.breaks_balances, 'cash_after or quantity_after is not that of its latest fill'),
        (j.breaks_ticker, 'works in another ticker'),
        (j.breaks_status, 'status is ' || j.status::text || ', the journal says otherwise'),
        (
            j.breaks_working,
            'is ' || j.status::text || ' and ' || case when j.is_working then '' else 'not ' end || 'working'
        ),
        (j.breaks_reserved, 'does not work and reserves ' || j.reserved::text)
    ) as b (is_broken, detail)
    where
        (
            j.breaks_birth or j.breaks_filled or j.breaks_ordered or j.breaks_ordered_quantity or j.breaks_quantity
            or j.breaks_value or j.breaks_average or j.breaks_fees or j.breaks_realized_pnl or j.breaks_balances
            or j.breaks_ticker or j.breaks_status or j.breaks_working or j.breaks_reserved
        )
        and b.is_broken
    union all
    -- Of two orders that cancel each other no more fills than the larger asked for; exits sell what their entry bought.
    select p_account_id, 'group', 'orders of group ' || g.oco_seq::text || ' filled more than the largest of them'
    from (
        select
            l.oco_seq,
            sum(l.filled) as filled,
            max(l.created_quantity) + coalesce(sum(l.filled) filter (where l.status = 'replaced'), 0) as quantity
        from lives as l
        where l.oco_seq is not null
        group by l.oco_seq, l.created_side
    ) as g
    where g.filled > g.quantity
    union all
    select p_account_id, 'group', 'the exits of order ' || g.parent_seq::text || ' filled more than it did'
    from (
        select l.parent_seq, sum(l.filled) as filled
        from lives as l
        where l.parent_seq <> l.seq
        group by l.parent_seq
    ) as g
    where g.filled > (
        -- The entry, and the orders it replaced; one that filled at birth has the journal row alone.
        with recursive entries as (
            select g.parent_seq as seq
            union all
            select o.replaces
            from entries as e
            cross join lateral (
                select i.replaces
                from paper_internal.orders as i
                where i.account_id = p_account_id and i.seq = e.seq
                limit 1
            ) as o
            where o.replaces is not null
        )

        select coalesce(sum(f.quantity), 0)
        from entries as e
        cross join lateral (
            select j.quantity, j.event_type
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = e.seq
            union all
            select j.quantity, j.event_type
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.order_seq = e.seq and j.order_type is null
        ) as f
        where f.event_type in ('fill', 'partial_fill')
    )
    union all
    select p_account_id, 'order', 'order ' || j.order_seq::text || ': rested and has no entry in orders'
    from paper_internal.journal as j
    where
        j.account_id = p_account_id
        and j.order_seq is not null
        and (j.order_type is null or j.event_type in ('accepted', 'submitted'))
        and (
            select true
            from paper_internal.orders as o
            where o.account_id = p_account_id and o.seq = j.order_seq
            limit 1
        ) is null
    union all
    select p_account_id, 'order', 'order ' || w.seq::text || ': works and has no entry in orders'
    from paper_internal.working as w
    where
        w.account_id = p_account_id
        and (
            select true
            from paper_internal.orders as o
            where o.account_id = p_account_id and o.seq = w.seq
            limit 1
        ) is null
    union all
    select p_account_id, 'reserved', 'reserved is ' || a.reserved::text || ', open buy orders claim ' || r.claimed::text
    from paper_internal.accounts as a
    cross join (
        select coalesce(sum(l.reserved) filter (where l.is_working and l.created_side = 'buy'), 0) as claimed
        from lives as l
    ) as r
    where a.account_id = p_account_id and a.reserved <> r.claimed;
end;
