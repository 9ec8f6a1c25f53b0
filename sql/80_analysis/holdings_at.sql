create or replace function paper_internal.holdings_at(
    p_account_id text, p_from_seq bigint, p_seq bigint
) returns table (ticker text, quantity numeric, avg_entry_price numeric, realized_pnl numeric)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_checkpoint paper_internal.checkpoints;
begin
    -- The positions after the row p_seq of the epoch that began at p_from_seq, in order of ticker: those of the
    -- checkpoint before, and the fills since.
    if p_seq = (select a.seq from paper_internal.accounts as a where a.account_id = p_account_id) then
        return query
        select p.ticker::text, p.quantity::numeric, p.avg_entry_price::numeric, p.realized_pnl::numeric
        from paper_internal.positions as p
        where p.account_id = p_account_id
        order by p.ticker;
        return;
    end if;
    select c.* into v_checkpoint
    from paper_internal.checkpoints as c
    where c.account_id = p_account_id and c.seq >= p_from_seq and c.seq <= p_seq
    order by c.seq desc
    limit 1;

    return query
    with since as (
        select
            j.ticker::text collate "C" as ticker,
            max(j.seq) as seq,
            sum(coalesce(j.realized_pnl, 0)) as realized_pnl
        from paper_internal.journal as j
        where
            j.account_id = p_account_id
            and j.seq > coalesce(v_checkpoint.seq, p_from_seq) and j.seq <= p_seq
            and j.event_type in ('fill', 'partial_fill')
        group by j.ticker
    )

    select
        coalesce(s.ticker, h.ticker),
        coalesce(s.quantity_after, h.quantity),
        coalesce(s.avg_entry_price_after, h.avg_entry_price),
        coalesce(h.realized_pnl, 0) + coalesce(s.realized_pnl, 0)
    from (
        select i.ticker, i.realized_pnl, j.quantity_after, j.avg_entry_price_after
        from since as i
        cross join lateral (
            select k.quantity_after::numeric, k.avg_entry_price_after::numeric
            from paper_internal.journal as k
            where k.account_id = p_account_id and k.seq = i.seq
            limit 1
        ) as j
    ) as s
    full join unnest(
        v_checkpoint.tickers, v_checkpoint.quantities, v_checkpoint.avg_entry_prices, v_checkpoint.realized_pnls
    ) as h (ticker, quantity, avg_entry_price, realized_pnl) on s.ticker = h.ticker
    order by 1;
end
$$;
