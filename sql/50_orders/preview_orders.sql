create or replace function paper.preview_orders(
    p_account_id text, p_orders paper.order_request[]
) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
    v_account paper_internal.accounts;
    v_is_market boolean;
    v_problems jsonb;
    v_requests paper_internal.step[];
    v_outcome paper_internal.outcome;
    v_rows paper_internal.step[];
begin
    perform paper_internal.require_visible(p_account_id);
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    if v_account.closed then
        raise exception 'account % is closed', quote_literal(p_account_id)
            using errcode = 'ZP005', hint = 'open another account';
    end if;
    v_is_market := coalesce(v_account.settings ->> 'fill_model' = 'market', false);

    select
        jsonb_agg(jsonb_build_object('index', r.n, 'sqlstate', 'ZP004', 'problem', r.problem) order by r.n)
            filter (where r.problem is not null),
        array_agg(case when r.problem is null then row(
            p_account_id, null, null, paper_internal.time_of(v_account), 'fill', r.order_type::paper.order_type,
            r.side::paper.order_side, null, r.ticker, 'preview-' || r.n, paper_internal.bounded_scale(r.quantity),
            paper_internal.bounded_scale(r.limit_price), paper_internal.bounded_scale(r.stop_price),
            null, null, null, null, 0, null, null, case when r.options <> '{}' then r.options end, null, null, null,
            null, null, null, null
        )::paper_internal.step end order by r.n)
    into v_problems, v_requests
    from (
        select
            u.*,
            paper_internal.order_problem(
                coalesce(u.idempotency_key, 'preview'), u.ticker, u.side, u.quantity, u.order_type, u.limit_price,
                u.stop_price, u.options, case when v_is_market then 'market' else 'immediate' end
            ) as problem
        from unnest(p_orders) with ordinality as u (
            idempotency_key, ticker, side, quantity, order_type, limit_price, stop_price, options, n
        )
    ) as r;
    if v_problems is not null then
        perform paper_internal.raise_invalid(v_problems, cardinality(p_orders));
    end if;
    if v_requests is null then
        return;
    end if;

    if v_is_market then
        v_outcome := paper_internal.simulate(v_account, v_requests);
        v_rows := paper_internal.advance(v_account, v_outcome.steps, v_outcome, false);
    else
        v_rows := paper_internal.advance(v_account, v_requests, null, false);
    end if;
    return query
    select
        o.account_id, null::uuid, o.seq, p_orders[c.n].idempotency_key, o.ticker, o.side, o.order_type, o.quantity,
        o.limit_price, o.stop_price,
        coalesce(s.status, o.status),
        coalesce(s.filled_quantity::numeric, o.fill_quantity),
        coalesce(s.filled_avg_price::numeric, o.fill_price),
        coalesce(s.fees::numeric, o.fees),
        coalesce(c.realized_pnl, o.realized_pnl, case when s.seq is not null then 0 end),
        coalesce(f.cash_after::numeric, o.cash_after), coalesce(f.quantity_after::numeric, o.quantity_after),
        coalesce(o.reject_reason, c.end_reason), o.error, o.submitted_at,
        case when coalesce(s.status, o.status) = 'filled' then o.submitted_at end,
        o.replaces, o.replaced_by, o.options, null::uuid, null::uuid, o.broker_account_id, o.recommendation_id,
        o.decision_trace, o.parent_order_id
    from (
        select
            row_number() over (order by j.seq) as n,
            j as created,
            j.seq,
            (
                select sum(l.realized_pnl)
                from unnest(v_rows) as l
                where l.order_seq = j.seq
            ) as realized_pnl,
            (
                select max(l.reject_reason)::text
                from unnest(v_rows) as l
                where l.order_seq = j.seq
            ) as end_reason
        from unnest(v_rows) as j
        where j.order_type is not null and j.idempotency_key is not null
    ) as c
    cross join lateral paper_internal.orders_of_rows(array[c.created], v_account.prefix) as o
    left join unnest(v_outcome.orders) as s on c.seq = s.seq
    left join lateral (
        select l.cash_after, l.quantity_after
        from unnest(v_rows) as l
        where l.order_seq = c.seq and l.price is not null
        order by l.seq desc
        limit 1
    ) as f on true
    order by c.n;
end
$$;

comment on function paper.preview_orders is
'What submit_orders would do now, changing nothing: no lock is taken, no key is used or looked up (it may be null), and
it runs in a read-only transaction at any isolation level. The orders as they would be, order_id null, in the order of
the requests; market data that the account has not applied yet is applied first, in the preview only. Raises ZP001,
ZP004, ZP005.';
