create or replace function paper_internal.first_difference(
    p_account_id text, p_other_account_id text, p_after_seq bigint, p_to_seq bigint
) returns jsonb
language sql stable
-- The first row that two journals do not have in common, byte for byte, as {seq, differs: {column: [value, other
-- value]}}; null when there is none. Seals are those of an account.
begin atomic
    select jsonb_build_object('seq', d.seq, 'differs', (
        select jsonb_object_agg(c.name, jsonb_build_array(d.content -> c.name, d.other_content -> c.name))
        from jsonb_object_keys(coalesce(d.content, d.other_content)) as c (name)
        where (d.content -> c.name)::text is distinct from (d.other_content -> c.name)::text
    ))
    from (
        select
            f.seq,
            (
                select to_jsonb(j) - '{account_id,seal}'::text[]
                from paper_internal.journal as j
                where j.account_id = p_account_id and j.seq = f.seq
            ) as content,
            (
                select to_jsonb(j) - '{account_id,seal}'::text[]
                from paper_internal.journal as j
                where j.account_id = p_other_account_id and j.seq = f.seq
            ) as other_content
        from (
            select min(coalesce(a.seq, b.seq)) as seq
            from (
                select
                    j.seq,
                    row(
                        j.order_seq, j.at, j.event_type, j.order_type, j.side, j.reject_reason, j.ticker,
                        j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee,
                        j.realized_pnl, j.cash_after, j.quantity_after, j.avg_entry_price_after, j.options, j.error,
                        j.detail, j.market_at, j.liquidity, j.rule, j.tape_seq
                    ) as content
                from paper_internal.journal as j
                where j.account_id = p_account_id and j.seq > p_after_seq and j.seq <= p_to_seq
            ) as a
            full join (
                select
                    j.seq,
                    row(
                        j.order_seq, j.at, j.event_type, j.order_type, j.side, j.reject_reason, j.ticker,
                        j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee,
                        j.realized_pnl, j.cash_after, j.quantity_after, j.avg_entry_price_after, j.options, j.error,
                        j.detail, j.market_at, j.liquidity, j.rule, j.tape_seq
                    ) as content
                from paper_internal.journal as j
                where j.account_id = p_other_account_id and j.seq > p_after_seq and j.seq <= p_to_seq
            ) as b on a.seq = b.seq
            where record_image_ne(a.content, b.content) is not false
        ) as f
        where f.seq is not null
    ) as d;
end;
