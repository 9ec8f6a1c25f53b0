create or replace function paper_internal.order_problems(
    p_account_id text, p_orders paper.order_request[], p_fill_model text
) returns jsonb
language sql stable
-- Everything wrong with a batch, as [{index, sqlstate, problem}], the first order being 1; null when nothing is.
begin atomic
    select jsonb_agg(jsonb_build_object('index', b.n, 'sqlstate', b.sqlstate, 'problem', b.problem) order by b.n)
    from (
        select
            r.n,
            case when r.problem is null then 'ZP002' else 'ZP004' end as sqlstate,
            coalesce(
                r.problem,
                'idempotency_key ' || quote_literal((r.request).idempotency_key) || ' was used for a different request'
            ) as problem
        from (
            select
                a.n,
                a.request,
                i.problem,
                -- What a repeated key stands for is its first request that can be taken.
                first_value(a.request) over (
                    partition by (a.request).idempotency_key order by i.problem is not null, a.n
                ) as first_request
            from (
                select
                    u.n,
                    row(
                        u.idempotency_key, u.ticker, u.side, u.quantity,
                        u.order_type, u.limit_price, u.stop_price, u.options
                    )::paper.order_request as request
                from unnest(p_orders) with ordinality as u (
                    idempotency_key, ticker, side, quantity, order_type, limit_price, stop_price, options, n
                )
            ) as a
            cross join lateral (
                select paper_internal.order_problem(
                    (a.request).idempotency_key, (a.request).ticker, (a.request).side, (a.request).quantity,
                    (a.request).order_type, (a.request).limit_price, (a.request).stop_price, (a.request).options,
                    p_fill_model
                ) as problem
            ) as i
        ) as r
        left join lateral (
            select paper_internal.request_of(j) as request
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.idempotency_key = (r.request).idempotency_key
            limit 1
        ) as stored on true
        where
            r.problem is not null
            or not paper_internal.same_request(coalesce(stored.request, r.first_request), r.request)
    ) as b;
end;
