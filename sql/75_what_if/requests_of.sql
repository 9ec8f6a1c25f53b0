create or replace function paper_internal.requests_of(p_account_id text)
returns table (
    key text,
    leg bigint,
    seq bigint,
    amount numeric,
    ticker text,
    submitted_at timestamptz,
    status paper.order_status,
    reject_reason text,
    quantity numeric,
    limit_price numeric,
    stop_price numeric,
    fill_quantity numeric,
    fill_price numeric,
    fees numeric,
    pnl numeric
)
language sql stable
-- What an account was asked for, and what came of it: orders, and amounts. A leg has no key and follows its request at
-- once; the opening deposit has none. pnl is what is left of the profit when the fees are paid.
begin atomic
    select
        coalesce(o.idempotency_key, r.key),
        coalesce(o.seq - r.seq, 0),
        o.seq,
        null::numeric,
        o.ticker,
        o.submitted_at,
        o.status,
        o.reject_reason,
        o.quantity,
        o.limit_price,
        o.stop_price,
        o.fill_quantity,
        o.fill_price,
        o.fees,
        trim_scale(coalesce(o.realized_pnl, 0) - o.fees)
    from paper.orders as o
    left join lateral (
        select j.idempotency_key::text as key, j.seq
        from paper_internal.journal as j
        where
            o.idempotency_key is null and j.account_id = p_account_id and j.seq between o.seq - 2 and o.seq - 1
            and j.order_type is not null and j.idempotency_key is not null
        order by j.seq desc
        limit 1
    ) as r on true
    where o.account_id = p_account_id
    union all
    select
        coalesce(j.idempotency_key::text, ''), 0, j.seq, j.amount::numeric,
        null, null, null, null, null, null, null, null, null, null, null
    from paper_internal.journal as j
    where j.account_id = p_account_id and j.order_type is null and j.order_seq is null;
end;
