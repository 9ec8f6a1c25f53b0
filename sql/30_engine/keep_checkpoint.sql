create or replace function paper_internal.keep_checkpoint(
    p_account_id text, p_epoch_seq bigint, p_seq bigint
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Stores what folding the journal up to its newest row gives. Many positions do it more seldom, so that checkpoints
    -- stay small beside the journal.
    insert into paper_internal.checkpoints
    select p_account_id, p_seq, paper_internal.fees_at(p_account_id, p_epoch_seq, p_seq), n.*
    from (
        select
            coalesce(array_agg(p.ticker::text order by p.ticker), '{}') as tickers,
            coalesce(array_agg(p.quantity::numeric order by p.ticker), '{}'),
            coalesce(array_agg(p.avg_entry_price::numeric order by p.ticker), '{}'),
            coalesce(array_agg(p.realized_pnl::numeric order by p.ticker), '{}')
        from paper_internal.positions as p
        where p.account_id = p_account_id
    ) as n
    where p_seq - 8 * cardinality(n.tickers) >= coalesce((
        select c.seq
        from paper_internal.checkpoints as c
        where c.account_id = p_account_id
        order by c.seq desc
        limit 1
    ), 0);
end
$$;
