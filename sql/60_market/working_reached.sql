create or replace function paper_internal.working_reached(
    p_account_id text, p_ticker text, p_after_seq bigint, p_to_seq bigint
) returns table (seq bigint)
language sql stable
-- The open orders of an account that a piece of the tape reaches. Two probes, since an "or" of them would read all its
-- orders in the ticker.
begin atomic
    select w.seq
    from paper_internal.tape_reaches(p_ticker, p_after_seq, p_to_seq) as r
    cross join lateral (
        select i.seq
        from paper_internal.working as i
        where
            i.account_id = p_account_id
            and i.ticker = p_ticker
            and i.kind = r.kind
            and i.trigger_price >= r.from_price
            and i.trigger_price <= r.to_price
        union all
        select i.seq
        from paper_internal.working as i
        where i.account_id = p_account_id and i.ticker = p_ticker and i.kind = 'any' and r.kind = 'any'
    ) as w;
end;
