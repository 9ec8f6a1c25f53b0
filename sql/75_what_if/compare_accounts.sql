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
-- Joined by hash, in memory, whatever statistics there are.
set enable_mergejoin = off
set enable_memoize = off
set work_mem = '64MB'
set jit = off
as $$
begin
    perform paper_internal.require_visible(p_account_id);
    perform paper_internal.require_visible(p_other_account_id);
    return query
    with pairs as materialized (
        select
            coalesce(h.key, t.key) as key,
            coalesce(h.leg, t.leg) as leg,
            coalesce(h.ticker, t.ticker) as ticker,
            h.seq as here_seq,
            t.seq as there_seq,
            h as here,
            t as there,
            -- Most are the same: what differs is spelled out of the others only.
            row(
                h.status, h.reject_reason, h.submitted_at, h.quantity, h.limit_price, h.stop_price, h.fill_quantity,
                h.fill_price, h.fees, h.pnl, h.amount
            ) is distinct from row(
                t.status, t.reject_reason, t.submitted_at, t.quantity, t.limit_price, t.stop_price, t.fill_quantity,
                t.fill_price, t.fees, t.pnl, t.amount
            ) as differs
        from paper_internal.requests_of(p_account_id) as h
        full join paper_internal.requests_of(p_other_account_id) as t on h.key = t.key and h.leg = t.leg
    ),

    fills as (
        select
            coalesce(h.order_seq, t.here_seq) as here_seq,
            coalesce(h.fill_no, t.fill_no) as fill_no,
            h as here,
            t.fill as there
        from paper_internal.numbered_fills(p_account_id) as h
        full join (
            select p.here_seq, n.fill_no, n.quantity, n.price, n.fee, n.market_at, n as fill
            from paper_internal.numbered_fills(p_other_account_id) as n
            inner join pairs as p on n.order_seq = p.there_seq
            where p.here_seq is not null
        ) as t on h.order_seq = t.here_seq and h.fill_no = t.fill_no
        where
            row(h.quantity, h.price, h.fee, h.market_at) is distinct from row(t.quantity, t.price, t.fee, t.market_at)
    )

    select nullif(d.key, ''), d.leg, d.ticker, d.what, d.fill_no, d.here, d.there, d.pnl_difference
    from (
        select
            p.key, p.leg, p.ticker, v.what, null::bigint as fill_no, v.here, v.there, v.pnl_difference,
            p.here_seq, p.there_seq, v.n
        from pairs as p
        cross join lateral (
            values
            (1, 'status', (p.here).status::text, (p.there).status::text, null::numeric),
            (2, 'reject_reason', (p.here).reject_reason, (p.there).reject_reason, null),
            (3, 'submitted_at', (p.here).submitted_at::text, (p.there).submitted_at::text, null),
            (4, 'quantity', trim_scale((p.here).quantity)::text, trim_scale((p.there).quantity)::text, null),
            (5, 'limit_price', trim_scale((p.here).limit_price)::text, trim_scale((p.there).limit_price)::text, null),
            (6, 'stop_price', trim_scale((p.here).stop_price)::text, trim_scale((p.there).stop_price)::text, null),
            (
                7, 'fill_quantity', trim_scale((p.here).fill_quantity)::text,
                trim_scale((p.there).fill_quantity)::text, null
            ),
            (8, 'fill_price', trim_scale((p.here).fill_price)::text, trim_scale((p.there).fill_price)::text, null),
            (9, 'fees', trim_scale((p.here).fees)::text, trim_scale((p.there).fees)::text, null),
            (
                10, 'pnl', (p.here).pnl::text, (p.there).pnl::text,
                coalesce((p.there).pnl, 0) - coalesce((p.here).pnl, 0)
            ),
            (11, 'amount', trim_scale((p.here).amount)::text, trim_scale((p.there).amount)::text, null)
        ) as v (n, what, here, there, pnl_difference)
        where p.differs and case
            when v.n = 10 then v.pnl_difference <> 0
            -- Of a request that only one of them has, that it has.
            else v.here is distinct from v.there
                and (v.n in (1, 11) or (p.here_seq is not null and p.there_seq is not null))
        end
        union all
        select p.key, p.leg, p.ticker, v.what, f.fill_no, v.here, v.there, null, p.here_seq, p.there_seq, v.n
        from fills as f
        inner join pairs as p on f.here_seq = p.here_seq and p.there_seq is not null
        cross join lateral (
            values
            (12, 'quantity', trim_scale((f.here).quantity)::text, trim_scale((f.there).quantity)::text),
            (13, 'price', trim_scale((f.here).price)::text, trim_scale((f.there).price)::text),
            (14, 'fee', trim_scale((f.here).fee)::text, trim_scale((f.there).fee)::text),
            (15, 'market_at', (f.here).market_at::text, (f.there).market_at::text)
        ) as v (n, what, here, there)
        where v.here is distinct from v.there
    ) as d
    order by coalesce(d.here_seq, d.there_seq), d.there_seq nulls first, d.fill_no nulls first, d.n;
end
$$;

comment on function paper.compare_accounts is
'What differs between two accounts that were given the same requests, a row for each difference: by the key of the
request (leg 0, its exits 1 and 2), what differs (status, quantity, price, fee …), of which fill (null: of the order), the
value here and there. pnl_difference stands on the row that says what an order earned, fees paid, and adds up to what the
one account earned more than the other: group by ticker, by what, as you like. Of a request that only one of them has
there is one row, and one for what it earned. No rows: the same. Raises ZP001.';
