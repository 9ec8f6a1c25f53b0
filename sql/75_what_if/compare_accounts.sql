-- What differs between two accounts that were given the same requests: a fork
-- and its source, a replay and what it replays. Requests are matched by their
-- keys, their legs by their place, fills by their number within the order.
create or replace function paper.compare_accounts(p_account_id text, p_other_account_id text)
returns table (
    idempotency_key text,
    leg bigint,
    ticker text,
    what text,
    fill_no bigint,
    here text,
    there text,
    pnl_difference numeric
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set jit = off
as $$
begin
    perform paper_internal.require_visible(p_account_id);
    perform paper_internal.require_visible(p_other_account_id);
    return query
    with named as (
        -- A leg has no key and follows its request at once; the opening deposit has none and comes first.
        select
            r.account_id = p_account_id as is_here,
            r.account_id,
            r.seq,
            r.ticker,
            r.amount,
            r.is_order,
            first_value(r.idempotency_key) over k as key,
            row_number() over k - 1 as leg
        from (
            select
                j.account_id::text,
                j.seq,
                j.ticker::text,
                j.amount::numeric,
                j.idempotency_key::text,
                j.order_type is not null as is_order,
                count(j.idempotency_key) over (partition by j.account_id order by j.seq) as request_no
            from paper_internal.journal as j
            where
                j.account_id in (p_account_id, p_other_account_id)
                and (j.order_type is not null or j.order_seq is null)
        ) as r
        window k as (partition by r.account_id, r.request_no order by r.seq)
    ),

    requests as materialized (
        select n.*, count(*) over (partition by n.key, n.leg) = 2 as is_shared
        from named as n
    ),

    facts as materialized (
        select r.is_here, r.is_shared, r.seq, r.key, r.leg, r.ticker, v.n, v.what, null::bigint as fill_no, v.fact, v.pnl
        from requests as r
        inner join paper.orders as o on r.account_id = o.account_id and r.seq = o.seq
        cross join lateral (
            values
            (1, 'status', o.status::text, null::numeric),
            (2, 'reject_reason', o.reject_reason, null),
            (3, 'submitted_at', o.submitted_at::text, null),
            (4, 'quantity', trim_scale(o.quantity)::text, null),
            (5, 'limit_price', trim_scale(o.limit_price)::text, null),
            (6, 'stop_price', trim_scale(o.stop_price)::text, null),
            (7, 'fill_quantity', trim_scale(o.fill_quantity)::text, null),
            (8, 'fill_price', trim_scale(o.fill_price)::text, null),
            (9, 'fees', trim_scale(o.fees)::text, null),
            (
                10, 'pnl', trim_scale(coalesce(o.realized_pnl, 0) - o.fees)::text,
                trim_scale(coalesce(o.realized_pnl, 0) - o.fees)
            )
        ) as v (n, what, fact, pnl)
        where r.is_order
        union all
        select r.is_here, r.is_shared, r.seq, r.key, r.leg, null, 1, 'amount', null, trim_scale(r.amount)::text, null
        from requests as r
        where not r.is_order
        union all
        select r.is_here, r.is_shared, r.seq, r.key, r.leg, r.ticker, v.n, v.what, f.no, v.fact, null
        from requests as r
        inner join (
            select
                i.*,
                row_number() over (partition by i.account_id, i.order_seq order by i.seq) as no
            from paper.fills as i
            where i.account_id in (p_account_id, p_other_account_id)
        ) as f on r.account_id = f.account_id and r.seq = f.order_seq
        cross join lateral (
            values
            (11, 'quantity', trim_scale(f.quantity)::text),
            (12, 'price', trim_scale(f.price)::text),
            (13, 'fee', trim_scale(f.fee)::text),
            (14, 'market_at', f.market_at::text)
        ) as v (n, what, fact)
    )

    select
        coalesce(h.key, t.key), coalesce(h.leg, t.leg), coalesce(h.ticker, t.ticker), coalesce(h.what, t.what),
        coalesce(h.fill_no, t.fill_no), h.fact, t.fact,
        case when coalesce(h.what, t.what) = 'pnl' then coalesce(t.pnl, 0) - coalesce(h.pnl, 0) end
    from (
        select f.*, row(coalesce(f.key, ''), f.leg, f.what, coalesce(f.fill_no, 0))::text as name
        from facts as f
        where f.is_here
    ) as h
    full join (
        select f.*, row(coalesce(f.key, ''), f.leg, f.what, coalesce(f.fill_no, 0))::text as name
        from facts as f
        where not f.is_here
    ) as t on h.name = t.name
    where
        case
            when coalesce(h.what, t.what) = 'pnl' then coalesce(h.pnl, 0) <> coalesce(t.pnl, 0)
            -- Of a request that only one of them has, that it has.
            else h.fact is distinct from t.fact and (coalesce(h.is_shared, t.is_shared) or coalesce(h.n, t.n) = 1)
        end
    order by coalesce(h.seq, t.seq), coalesce(h.fill_no, t.fill_no) nulls first, coalesce(h.n, t.n);
end
$$;

comment on function paper.compare_accounts is
'What differs between two accounts that were given the same requests, a row for each difference: by the key of the
request (leg 0, its exits 1 and 2), what differs (status, quantity, price, fee …), of which fill (null: of the order), the
value here and there. pnl_difference stands on the row that says what an order earned, fees paid, and adds up to what the
one account earned more than the other: group by ticker, by what, as you like. Of a request that only one of them has
there is one row, and one for what it earned. No rows: the same. Raises ZP001.';
