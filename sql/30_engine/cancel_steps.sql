create or replace function paper_internal.cancel_steps(
    p_account paper_internal.accounts,
    p_seqs bigint[],
    p_ticker text,
    out steps paper_internal.journal[],
    out orders paper_internal.orders[]
)
language sql volatile
-- Steps that cancel working orders, with those orders: p_seqs and p_ticker choose, null is all.
begin atomic
    select
        coalesce(array_agg(row(
            p_account.account_id, null, w.seq, paper_internal.time_of(p_account), 'cancelled', null, w.side, null,
            w.ticker, null, null, null, null, null, null, null, null, 0, null, null, null, null, null, null
        )::paper_internal.journal), '{}'),
        coalesce(array_agg(w.stored), '{}')
    from (
        select i.seq, i.ticker, j.side, o as stored
        from paper_internal.working as i
        inner join paper_internal.journal as j on i.account_id = j.account_id and i.seq = j.seq
        inner join paper_internal.orders as o on i.account_id = o.account_id and i.seq = o.seq
        where
            i.account_id = p_account.account_id
            and (p_ticker is null or i.ticker = p_ticker)
            and (p_seqs is null or i.seq = any(p_seqs))
        order by i.seq
    ) as w;
end;
