create or replace function paper_internal.check_positions(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The positions against the fills of the current epoch and the reservations of open sell orders.
begin atomic
    with accounts as (
        select a.account_id, a.epoch_seq
        from paper.accounts as a
        where p_account_id is null or a.account_id = p_account_id
    ),

    folded as (
        select
            t.account_id,
            t.ticker,
            j.quantity_after as quantity,
            j.avg_entry_price_after as avg_entry_price,
            t.realized_pnl
        from (
            select i.account_id, i.ticker, max(i.seq) as seq, sum(i.realized_pnl) as realized_pnl
            from paper_internal.journal as i
            inner join accounts as a on i.account_id = a.account_id
            where i.event_type in ('fill', 'partial_fill') and i.seq > a.epoch_seq
            group by i.account_id, i.ticker
        ) as t
        inner join paper_internal.journal as j on t.account_id = j.account_id and t.seq = j.seq
    ),

    claimed as (
        select w.account_id, w.ticker, sum(o.reserved) as reserved
        from paper_internal.working as w
        inner join paper_internal.orders as o on w.account_id = o.account_id and w.seq = o.seq
        inner join paper_internal.journal as j on w.account_id = j.account_id and w.seq = j.seq
        where j.side = 'sell' and w.account_id in (select a.account_id from accounts as a)
        group by w.account_id, w.ticker
    ),

    stored as (
        select p.*
        from paper_internal.positions as p
        where p.account_id in (select a.account_id from accounts as a)
    )

    select
        coalesce(s.account_id, f.account_id)::text,
        'position',
        coalesce(s.ticker, f.ticker)::text || ' is '
        || row(s.quantity, s.avg_entry_price, s.realized_pnl, s.reserved)::text || ', the journal says '
        || row(f.quantity, f.avg_entry_price, f.realized_pnl, coalesce(c.reserved, 0))::text
    from stored as s
    full join folded as f on s.account_id = f.account_id and s.ticker = f.ticker
    left join claimed as c on coalesce(s.account_id, f.account_id) = c.account_id
        and coalesce(s.ticker, f.ticker) = c.ticker
    where
        row(s.quantity, s.avg_entry_price, s.realized_pnl, s.reserved)
        is distinct from row(f.quantity, f.avg_entry_price, f.realized_pnl, coalesce(c.reserved, 0));
end;
