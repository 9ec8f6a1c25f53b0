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
    with requests as materialized (
        -- A leg has no key and follows its request at once; the opening deposit has none and comes first.
        select
            r.account_id,
            r.seq,
            r.amount,
            coalesce(first_value(r.idempotency_key) over k, '') as key,
            row_number() over k - 1 as leg
        from (
            select
                j.account_id::text,
                j.seq,
                j.idempotency_key::text,
                case when j.order_type is null then j.amount::numeric end as amount,
                count(j.idempotency_key) over (partition by j.account_id order by j.seq) as request_no
            from paper_internal.journal as j
            where
                j.account_id in (p_account_id, p_other_account_id)
                and (j.order_type is not null or j.order_seq is null)
        ) as r
        window k as (partition by r.account_id, r.request_no order by r.seq)
    ),

    pairs as materialized (
        select
            coalesce(h.key, t.key) as key,
            coalesce(h.leg, t.leg) as leg,
            h.seq as here_seq,
            t.seq as there_seq,
            h.amount as here_amount,
            t.amount as there_amount
        from (select r.* from requests as r where r.account_id = p_account_id) as h
        full join (select r.* from requests as r where r.account_id = p_other_account_id) as t
            on h.key = t.key and h.leg = t.leg
    ),

    here_orders as materialized (select o.* from paper.orders as o where o.account_id = p_account_id),

    there_orders as materialized (select o.* from paper.orders as o where o.account_id = p_other_account_id),

    numbered as materialized (
        select f.*, row_number() over (partition by f.account_id, f.order_seq order by f.seq) as no
        from paper.fills as f
        where f.account_id in (p_account_id, p_other_account_id)
    ),

    fills as (
        select
            coalesce(h.key, t.key) as key,
            coalesce(h.leg, t.leg) as leg,
            coalesce(h.no, t.no) as no,
            coalesce(h.ticker, t.ticker) as ticker,
            coalesce(h.here_seq, t.here_seq) as here_seq,
            coalesce(h.there_seq, t.there_seq) as there_seq,
            h as here,
            t as there
        from (
            select p.key, p.leg, p.here_seq, p.there_seq, n.*
            from pairs as p
            inner join numbered as n on p.here_seq = n.order_seq and n.account_id = p_account_id
        ) as h
        full join (
            select p.key, p.leg, p.here_seq, p.there_seq, n.*
            from pairs as p
            inner join numbered as n on p.there_seq = n.order_seq and n.account_id = p_other_account_id
        ) as t on h.key = t.key and h.leg = t.leg and h.no = t.no
    )

    select nullif(d.key, ''), d.leg, d.ticker, d.what, d.fill_no, d.here, d.there, d.pnl_difference
    from (
        select
            p.key, p.leg, coalesce(h.ticker, t.ticker) as ticker, v.what, null::bigint as fill_no, v.here, v.there,
            v.pnl_difference, p.here_seq, p.there_seq, v.n
        from pairs as p
        left join here_orders as h on p.here_seq = h.seq
        left join there_orders as t on p.there_seq = t.seq
        cross join lateral (
            select
                trim_scale(coalesce(h.realized_pnl, 0) - coalesce(h.fees, 0)) as here,
                trim_scale(coalesce(t.realized_pnl, 0) - coalesce(t.fees, 0)) as there
        ) as e
        cross join lateral (
            values
            (1, 'status', h.status::text, t.status::text, null::numeric),
            (2, 'reject_reason', h.reject_reason, t.reject_reason, null),
            (3, 'submitted_at', h.submitted_at::text, t.submitted_at::text, null),
            (4, 'quantity', trim_scale(h.quantity)::text, trim_scale(t.quantity)::text, null),
            (5, 'limit_price', trim_scale(h.limit_price)::text, trim_scale(t.limit_price)::text, null),
            (6, 'stop_price', trim_scale(h.stop_price)::text, trim_scale(t.stop_price)::text, null),
            (7, 'fill_quantity', trim_scale(h.fill_quantity)::text, trim_scale(t.fill_quantity)::text, null),
            (8, 'fill_price', trim_scale(h.fill_price)::text, trim_scale(t.fill_price)::text, null),
            (9, 'fees', trim_scale(h.fees)::text, trim_scale(t.fees)::text, null),
            (
                10, 'pnl', case when h.seq is not null then e.here::text end,
                case when t.seq is not null then e.there::text end, e.there - e.here
            ),
            (11, 'amount', trim_scale(p.here_amount)::text, trim_scale(p.there_amount)::text, null)
        ) as v (n, what, here, there, pnl_difference)
        where case
            when v.n = 10 then v.pnl_difference <> 0
            -- Of a request that only one of them has, that it has.
            else v.here is distinct from v.there
                and (v.n in (1, 11) or (p.here_seq is not null and p.there_seq is not null))
        end
        union all
        select f.key, f.leg, f.ticker, v.what, f.no, v.here, v.there, null, f.here_seq, f.there_seq, v.n
        from fills as f
        cross join lateral (
            values
            (12, 'quantity', trim_scale((f.here).quantity)::text, trim_scale((f.there).quantity)::text),
            (13, 'price', trim_scale((f.here).price)::text, trim_scale((f.there).price)::text),
            (14, 'fee', trim_scale((f.here).fee)::text, trim_scale((f.there).fee)::text),
            (15, 'market_at', (f.here).market_at::text, (f.there).market_at::text)
        ) as v (n, what, here, there)
        where f.here_seq is not null and f.there_seq is not null and v.here is distinct from v.there
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
