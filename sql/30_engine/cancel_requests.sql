create or replace function paper_internal.cancel_requests(
    p_account_id text, p_seqs bigint[], p_ticker text
) returns paper_internal.step[]
language sql stable
-- Requests to cancel orders that may still trade: those of p_seqs, else those that work, in one ticker or all.
begin atomic
    select coalesce(array_agg(row(
        p_account_id, null, i.seq, null, 'cancelled', null, null, null, i.ticker, null, null, null, null, null,
        null, null, null, 0, null, null, null, null, null, null, null, null, null, null
    )::paper_internal.step order by i.seq), '{}')
    from (
        select o.seq, o.ticker
        from unnest(p_seqs) as s (seq)
        cross join lateral (
            select k.seq, k.ticker
            from paper_internal.orders as k
            where k.account_id = p_account_id and k.seq = s.seq
            limit 1
        ) as o
        union all
        select w.seq, w.ticker
        from paper_internal.working as w
        where w.account_id = p_account_id and p_seqs is null and (p_ticker is null or w.ticker = p_ticker)
    ) as i;
end;
