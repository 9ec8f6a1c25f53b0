create or replace function paper_internal.seal_at(p_account_id text, p_seq bigint) returns bytea
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_seal bytea := (
        select j.seal from paper_internal.journal as j where j.account_id = p_account_id and j.seq = p_seq
    );
    v_before paper_internal.journal;
begin
    -- The seal of a row, or what it would be if its call had ended with it.
    if v_seal is not null then
        return v_seal;
    end if;
    select j.* into v_before
    from paper_internal.journal as j
    where j.account_id = p_account_id and j.seq < p_seq and j.seal is not null
    order by j.seq desc
    limit 1;
    return (
        select paper_internal.seal_of(v_before.seal, p_seq, min(r.at), array_agg(r.text order by r.seq))
        from (
            select
                j.seq,
                j.at,
                paper_internal.sealed_text(
                    nullif(j.at, min(j.at) over ()), j.event_type, j.order_seq, j.order_type, j.side, j.ticker,
                    j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee,
                    j.reject_reason, j.options, j.error, j.detail, j.market_at, j.liquidity, j.rule, j.tape_seq
                ) as text
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq > coalesce(v_before.seq, 0) and j.seq <= p_seq
        ) as r
    );
end
$$;
