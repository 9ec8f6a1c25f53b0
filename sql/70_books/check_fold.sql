create or replace function paper_internal.check_fold(p_account_id text)
returns table (account_id text, rule text, detail text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_row record;
    v_seq bigint := 0::bigint;
    v_at timestamptz;
    v_cash numeric := 0.0;
    v_epoch_seq bigint := 1::bigint;
    v_closed boolean := false;
    v_settings jsonb := '{}'::jsonb;
    -- Where each ticker stands in the arrays: what it holds by its latest fill of the epoch, null before the first.
    v_places jsonb;
    v_none numeric[];
    v_quantities numeric[];
    v_averages numeric[];
    v_profits numeric[];
    v_place integer;
    v_fees numeric := 0.0;
    v_checkpoint paper_internal.checkpoints;
    v_claims jsonb;
    v_before paper.position_state;
    v_after paper.position_state;
    -- The rows of one call, up to the one that carries its seal.
    v_texts text[] := array[]::text[];
    v_call_at timestamptz;
    v_seal bytea;
begin
    select coalesce(jsonb_object_agg(t.ticker, t.place), '{}'), array_fill(null::numeric, array[count(*)::integer])
    into v_places, v_none
    from (
        select d.ticker, row_number() over () as place
        from (
            select distinct j.ticker
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.ticker is not null
        ) as d
    ) as t;
    v_quantities := v_none;
    v_averages := v_none;
    v_profits := v_none;
    select c.* into v_checkpoint
    from paper_internal.checkpoints as c
    where c.account_id = p_account_id
    order by c.seq
    limit 1;

    -- Each row carries the balances after it: it proves one step, from the cash of the row before it and from the
    -- position of the latest fill of its ticker, right or not; the steps by induction prove the whole.
    for v_row in
        select
            j.seq,
            j.at,
            j.event_type,
            j.event_type in ('fill', 'partial_fill') as is_fill,
            j.order_seq,
            j.order_type,
            j.ticker::text,
            j.idempotency_key::text,
            j.side,
            j.quantity::numeric,
            j.limit_price::numeric,
            j.stop_price::numeric,
            j.price::numeric,
            j.amount::numeric,
            j.fee::numeric,
            j.realized_pnl::numeric,
            j.reject_reason,
            j.options,
            j.error,
            j.detail,
            j.market_at,
            j.liquidity,
            j.rule,
            j.tape_seq,
            j.seal,
            j.cash_after::numeric,
            j.quantity_after::numeric,
            j.avg_entry_price_after::numeric,
            case
                when j.event_type in ('fill', 'partial_fill')
                    then case j.side
                        when 'buy' then -j.quantity * j.price else j.quantity * j.price
                    end - coalesce(j.fee, 0)
                else coalesce(j.amount, 0)
            end as change,
            case when j.event_type in ('deposit', 'reset', 'correction') then j.detail end as terms
        from paper_internal.journal as j
        where j.account_id = p_account_id
        order by j.seq
    loop
        if v_row.seq <> v_seq + 1 or v_row.at < v_at or v_row.cash_after <> v_cash + v_row.change then
            return query
            select p_account_id, b.rule, 'seq ' || v_row.seq::text || ': ' || b.detail
            from (
                values
                (v_row.seq <> v_seq + 1, 'seq', 'follows seq ' || v_seq::text),
                (v_row.at < v_at, 'time', v_row.at::text || ' is before ' || v_at::text),
                (
                    v_row.cash_after <> v_cash + v_row.change, 'cash',
                    'cash_after is ' || v_row.cash_after::text || ', before it was ' || v_cash::text
                )
            ) as b (is_broken, rule, detail)
            where b.is_broken;
        end if;
        v_seq := v_row.seq;
        v_at := v_row.at;
        v_cash := v_row.cash_after;

        if v_row.event_type = 'reset' then
            v_epoch_seq := v_row.seq;
            v_quantities := v_none;
            v_averages := v_none;
            v_profits := v_none;
            v_fees := 0;
        end if;
        if v_row.fee <> 0 then
            v_fees := v_fees + v_row.fee;
        end if;
        if v_row.ticker is not null then
            v_place := (v_places -> v_row.ticker)::integer;
            v_before.quantity := coalesce(v_quantities[v_place], 0);
            v_before.avg_entry_price := coalesce(v_averages[v_place], 0);
            if v_row.is_fill then
                v_after := paper.apply_fill(
                    v_before.quantity, v_before.avg_entry_price, v_row.side, v_row.quantity, v_row.price
                );
                v_quantities[v_place] := v_row.quantity_after;
                v_averages[v_place] := v_row.avg_entry_price_after;
                v_profits[v_place] := coalesce(v_profits[v_place], 0) + coalesce(v_row.realized_pnl, 0);
            else
                v_after := v_before;
                v_after.realized_pnl := v_row.realized_pnl;
            end if;
            if
                v_row.quantity_after is distinct from v_after.quantity
                or v_row.avg_entry_price_after is distinct from v_after.avg_entry_price
                or v_row.realized_pnl is distinct from v_after.realized_pnl
            then
                return query
                select p_account_id, b.rule, 'seq ' || v_row.seq::text || ': ' || b.detail
                from (
                    values
                    (
                        v_row.quantity_after is distinct from v_after.quantity
                        or v_row.avg_entry_price_after is distinct from v_after.avg_entry_price,
                        'position',
                        'quantity_after is ' || coalesce(v_row.quantity_after::text, 'null')
                        || ', avg_entry_price_after ' || coalesce(v_row.avg_entry_price_after::text, 'null')
                        || ', before they were ' || v_before.quantity::text
                        || ' and ' || v_before.avg_entry_price::text
                    ),
                    (
                        v_row.realized_pnl is distinct from v_after.realized_pnl,
                        'realized_pnl',
                        'realized_pnl is ' || coalesce(v_row.realized_pnl::text, 'null')
                        || ', not ' || coalesce(v_after.realized_pnl::text, 'null')
                    )
                ) as b (is_broken, rule, detail)
                where b.is_broken;
            end if;
        end if;

        if v_texts = '{}' then
            v_call_at := v_row.at;
        end if;
        v_texts := v_texts || paper_internal.sealed_text(
            case when v_row.at <> v_call_at then v_row.at end, v_row.event_type, v_row.order_seq, v_row.order_type,
            v_row.side, v_row.ticker, v_row.idempotency_key, v_row.quantity, v_row.limit_price, v_row.stop_price,
            v_row.price, v_row.amount, v_row.fee, v_row.reject_reason, v_row.options, v_row.error, v_row.detail,
            v_row.market_at, v_row.liquidity, v_row.rule, v_row.tape_seq
        );
        if v_row.seal is not null then
            if v_row.seal <> paper_internal.seal_of(v_seal, v_seq, v_call_at, v_texts) then
                return query
                select
                    p_account_id, 'seal',
                    'seq ' || v_seq::text || ': not the seal of the ' || cardinality(v_texts)::text
                    || ' rows of its call, or one before it was changed';
            end if;
            v_seal := v_row.seal;
            v_texts := array[]::text[];
        end if;

        if v_row.seq = v_checkpoint.seq then
            return query
            select p_account_id, 'checkpoint', 'seq ' || v_row.seq::text || ': the journal to there says otherwise'
            where
                v_checkpoint.fees <> v_fees
                or exists (
                    select
                    from jsonb_each(v_places) as t
                    full join unnest(
                        v_checkpoint.tickers, v_checkpoint.quantities, v_checkpoint.avg_entry_prices,
                        v_checkpoint.realized_pnls
                    ) as h (ticker, quantity, avg_entry_price, realized_pnl) on t.key = h.ticker
                    where
                        row(h.quantity, h.avg_entry_price, h.realized_pnl) is distinct from row(
                            v_quantities[t.value::integer], v_averages[t.value::integer], v_profits[t.value::integer]
                        )
                );
            select c.* into v_checkpoint
            from paper_internal.checkpoints as c
            where c.account_id = p_account_id and c.seq > v_row.seq
            order by c.seq
            limit 1;
        end if;

        if v_row.terms is not null then
            v_closed := v_closed or v_row.terms ? 'closed';
            v_settings := v_settings || coalesce(v_row.terms -> 'settings', '{}');
        end if;
    end loop;
    if v_texts <> '{}' then
        return query
        select
            p_account_id, 'seal', 'seq ' || v_seq::text || ': the last ' || cardinality(v_texts)::text || ' rows have none';
    end if;

    return query
    select p_account_id, 'checkpoint', 'seq ' || v_checkpoint.seq::text || ': the journal has no such row'
    where v_checkpoint.seq is not null;

    return query
    select
        p_account_id, 'account',
        v.what || ' is ' || coalesce(v.stored, 'null') || ', the journal says ' || coalesce(v.folded, 'null')
    from paper_internal.accounts as a
    cross join lateral (
        values
        ('seq', a.seq::text, v_seq::text, a.seq <> v_seq),
        ('cash', a.cash::text, v_cash::text, a.cash <> v_cash),
        ('clock', a.clock::text, v_at::text, (a.clock >= v_at) is not true),
        ('epoch_seq', a.epoch_seq::text, v_epoch_seq::text, a.epoch_seq <> v_epoch_seq),
        ('closed', a.closed::text, v_closed::text, a.closed <> v_closed),
        ('settings', a.settings::text, v_settings::text, a.settings <> paper_internal.normal_settings(v_settings)),
        ('seal', encode(a.seal, 'hex'), encode(v_seal, 'hex'), a.seal is distinct from v_seal)
    ) as v (what, stored, folded, violated)
    where a.account_id = p_account_id and v.violated;

    select coalesce(jsonb_object_agg(w.ticker, w.reserved), '{}') into v_claims
    from (
        select i.ticker, sum(o.reserved) as reserved
        from paper_internal.working as i
        -- Looked up one by one, since a join may be quadratic without statistics.
        cross join lateral (
            select r.reserved
            from paper_internal.orders as r
            where r.account_id = p_account_id and r.seq = i.seq
            limit 1
        ) as o
        cross join lateral (
            select j.side
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = i.seq
            limit 1
        ) as c
        where i.account_id = p_account_id and c.side = 'sell'
        group by i.ticker
    ) as w;

    return query
    with folded as (
        select
            t.key collate "C" as ticker,
            v_quantities[t.value::integer] as quantity,
            v_averages[t.value::integer] as avg_entry_price,
            v_profits[t.value::integer] as realized_pnl
        from jsonb_each(v_places) as t
        where v_profits[t.value::integer] is not null
    ),

    stored as (
        select p.*
        from paper_internal.positions as p
        where p.account_id = p_account_id
    )

    select
        p_account_id,
        'position',
        c.ticker || ' is '
        || row(s.quantity, s.avg_entry_price, s.realized_pnl, s.reserved)::text || ', the journal says '
        || row(f.quantity, f.avg_entry_price, f.realized_pnl, c.reserved)::text
    from stored as s
    full join folded as f on s.ticker = f.ticker
    cross join lateral (
        select n.ticker, coalesce((v_claims ->> n.ticker)::numeric, 0) as reserved
        from coalesce(s.ticker, f.ticker) as n (ticker)
    ) as c
    where
        row(s.quantity, s.avg_entry_price, s.realized_pnl, s.reserved)
        is distinct from row(f.quantity, f.avg_entry_price, f.realized_pnl, c.reserved);
end
$$;
