create or replace function paper_internal.check_orders(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- Orders that ever rested against the rows of their life, what the working ones reserve, rows without an account.
begin atomic
    with accounts as (
        select a.account_id, a.reserved
        from paper.accounts as a
        where p_account_id is null or a.account_id = p_account_id
    ),

    lives as (
        select
            o.account_id,
            o.seq,
            o.status,
            o.filled_quantity,
            o.filled_avg_price,
            o.fees,
            o.realized_pnl,
            o.reserved,
            o.cash_after,
            o.quantity_after,
            o.quantity as working_quantity,
            o.ordered_quantity,
            o.filled_value,
            o.maker_value,
            o.parent_seq,
            o.oco_seq,
            c.event_type as created_as,
            c.quantity,
            c.side,
            c.ticker,
            w.seq is not null as is_working,
            w.ticker as working_ticker,
            l.filled,
            l.value,
            l.value_as_maker,
            l.last_fill,
            l.fees as journal_fees,
            l.realized_pnl as journal_pnl,
            l.last_event
        from paper_internal.orders as o
        left join paper_internal.journal as c
            on o.account_id = c.account_id and o.seq = c.seq and c.order_type is not null
        left join paper_internal.working as w on o.account_id = w.account_id and o.seq = w.seq
        cross join lateral (
            select
                coalesce(sum(j.quantity) filter (where j.event_type in ('fill', 'partial_fill')), 0) as filled,
                coalesce(sum(j.quantity * j.price) filter (where j.event_type in ('fill', 'partial_fill')), 0) as value,
                coalesce(sum(j.quantity * j.price) filter (where j.liquidity = 'maker'), 0) as value_as_maker,
                (
                    array_agg((j.cash_after::numeric, j.quantity_after::numeric) order by j.seq desc)
                        filter (where j.event_type in ('fill', 'partial_fill'))
                )[1] as last_fill,
                coalesce(sum(j.fee), 0) as fees,
                coalesce(sum(j.realized_pnl), 0) as realized_pnl,
                (
                    array_agg(j.event_type order by j.seq desc) filter (where j.event_type <> 'triggered')
                )[1] as last_event
            from paper_internal.journal as j
            where j.account_id = o.account_id and j.order_seq = o.seq and j.order_type is null
        ) as l
        where o.account_id in (select a.account_id from accounts as a)
    )

    select l.account_id::text, 'order', 'order ' || l.seq::text || ': ' || v.detail
    from lives as l
    cross join lateral (
        values
        ((l.created_as in ('accepted', 'submitted')) is not true, 'was not created by a row that lets it rest'),
        (l.filled_quantity <> l.filled, 'filled_quantity is not the sum of its fills'),
        (l.filled > l.quantity, 'more was filled than ordered'),
        (l.ordered_quantity <> l.quantity, 'ordered_quantity is not what was ordered'),
        (
            case
                when l.oco_seq is null and coalesce(l.parent_seq = l.seq, true) then l.working_quantity <> l.quantity
                else l.working_quantity < l.filled or l.working_quantity > l.quantity
            end,
            'works for ' || l.working_quantity::text || ' of ' || l.quantity::text
        ),
        (
            l.filled_value <> l.value or l.maker_value <> l.value_as_maker,
            'filled_value or maker_value is not the sum of its fills'
        ),
        (
            coalesce(abs(l.filled_avg_price * l.filled - l.value) > l.filled * 1e-12, l.filled > 0)
            or (l.filled = 0 and l.filled_avg_price is not null),
            'filled_avg_price is not the average of its fills'
        ),
        (l.fees <> l.journal_fees, 'fees are not the sum of its fills'),
        (l.realized_pnl <> l.journal_pnl, 'realized_pnl is not the sum of its fills'),
        (
            (l.last_fill is null and l.cash_after is not null)
            or l.last_fill <> (l.cash_after::numeric, l.quantity_after::numeric),
            'cash_after or quantity_after is not that of its latest fill'
        ),
        (l.is_working and l.working_ticker <> l.ticker, 'works in another ticker'),
        (
            l.status <> case coalesce(l.last_event, l.created_as)
                when 'fill' then 'filled'
                when 'partial_fill' then 'partially_filled'
                when 'submitted' then 'pending'
                when 'accepted' then 'accepted'
                when 'expired' then 'expired'
                when 'replaced' then 'replaced'
                else 'cancelled'
            end::paper.order_status,
            'status is ' || l.status::text || ', the journal says otherwise'
        ),
        (
            l.is_working <> (
                l.status in ('accepted', 'partially_filled') or (l.status = 'pending' and l.parent_seq is null)
            ),
            'is ' || l.status::text || ' and ' || case when l.is_working then '' else 'not ' end || 'working'
        ),
        (not l.is_working and l.reserved <> 0, 'does not work and reserves ' || l.reserved::text)
    ) as v (violated, detail)
    where v.violated
    union all
    -- Of two orders that cancel each other no more fills than the larger asked for; exits sell what their entry bought.
    select g.account_id::text, 'group', 'orders of group ' || g.oco_seq::text || ' filled more than the largest of them'
    from (
        select l.account_id, l.oco_seq, l.side, sum(l.filled) as filled,
            max(l.quantity) + coalesce(sum(l.filled) filter (where l.status = 'replaced'), 0) as quantity
        from lives as l
        where l.oco_seq is not null
        group by l.account_id, l.oco_seq, l.side
    ) as g
    where g.filled > g.quantity
    union all
    select g.account_id::text, 'group', 'the exits of order ' || g.parent_seq::text || ' filled more than it did'
    from (
        select l.account_id, l.parent_seq, sum(l.filled) as filled
        from lives as l
        where l.parent_seq <> l.seq
        group by l.account_id, l.parent_seq
    ) as g
    cross join lateral (
        -- The entry, and the orders it replaced; one that filled at birth has the journal row alone.
        with recursive entries as (
            select g.parent_seq as seq
            union all
            select o.replaces
            from entries as e
            inner join paper_internal.orders as o on g.account_id = o.account_id and e.seq = o.seq
            where o.replaces is not null
        )

        select sum(f.quantity) as filled
        from entries as e
        inner join paper_internal.journal as f on g.account_id = f.account_id and e.seq = f.order_seq
        where f.event_type in ('fill', 'partial_fill')
    ) as entry
    where g.filled > coalesce(entry.filled, 0)
    union all
    select j.account_id::text, 'order', 'order ' || j.order_seq::text || ': rested and has no entry in orders'
    from paper_internal.journal as j
    where
        j.order_seq is not null
        and (j.order_type is null or j.event_type in ('accepted', 'submitted'))
        and j.account_id in (select a.account_id from accounts as a)
        and not exists (
            select from paper_internal.orders as o where o.account_id = j.account_id and o.seq = j.order_seq
        )
    union all
    select w.account_id::text, 'order', 'order ' || w.seq::text || ': works and has no entry in orders'
    from paper_internal.working as w
    where
        w.account_id in (select a.account_id from accounts as a)
        and not exists (
            select from paper_internal.orders as o where o.account_id = w.account_id and o.seq = w.seq
        )
    union all
    select a.account_id, 'reserved', 'reserved is ' || a.reserved::text || ', open buy orders claim ' || r.claimed::text
    from accounts as a
    cross join lateral (
        select coalesce(sum(l.reserved) filter (where l.is_working and l.side = 'buy'), 0) as claimed
        from lives as l
        where l.account_id = a.account_id
    ) as r
    where a.reserved <> r.claimed
    union all
    select o.account_id, 'orphan', 'rows in ' || o.what || ' without an account'
    from (
        select distinct j.account_id::text, 'journal' as what from paper_internal.journal as j
        union all
        select distinct p.account_id::text, 'positions' from paper_internal.positions as p
        union all
        select distinct i.account_id::text, 'orders' from paper_internal.orders as i
        union all
        select distinct w.account_id::text, 'working' from paper_internal.working as w
    ) as o (account_id, what)
    where
        p_account_id is null
        and not exists (select from paper_internal.accounts as a where a.account_id = o.account_id)
        and pg_has_role(paper_internal.actor(), 'paper_analyst', 'member');
end;
