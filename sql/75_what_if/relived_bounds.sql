create or replace function paper_internal.relived_bounds(
    p_account_id text, p_after_seq bigint, p_tickers text[], out bounds bigint[], out ends bigint[]
)
language sql stable
-- How much of the tape of each ticker an account had applied, at most, until the first row after p_after_seq that says
-- how much; and how much of it the account has applied by now.
begin atomic
    select
        array_agg(coalesce(f.bound, w.checked_seq, m.tape_seq, 0) order by t.n),
        array_agg(coalesce(w.checked_seq, m.tape_seq, 0) order by t.n)
    from unnest(p_tickers) with ordinality as t (ticker, n)
    left join lateral (
        select case when j.order_type is null then j.tape_seq - 1 else j.tape_seq end as bound
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq > p_after_seq and j.ticker = t.ticker and j.tape_seq is not null
        order by j.seq
        limit 1
    ) as f on true
    left join lateral (
        select i.checked_seq
        from paper_internal.watches as i
        where i.account_id = p_account_id and i.ticker = t.ticker
        limit 1
    ) as w on true
    left join lateral (
        select i.tape_seq from paper_internal.market as i where i.ticker = t.ticker limit 1
    ) as m on true;
end;
