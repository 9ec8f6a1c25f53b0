-- The one writer: nothing else changes cash, positions, orders or the journal.
--
-- A step is a journal row to be: what was asked for, without what comes of it.
-- Steps are folded in order over the account, its positions and the orders in
-- hand, which turns each into the row that happened: numbered, filled or
-- rejected, with the balances after it. Then each table is written once.
--
--   p_account  the row from enter_account, locked; its settings, closed and
--              epoch_seq are stored as they are here
--   p_steps    the steps of one call, account_id and at set
--   p_orders   for each step, the resting order it acts on; empty if none do
--
-- Returns the journal rows written, one for each step.
create or replace function paper_internal.advance(
    p_account paper_internal.accounts,
    p_steps paper_internal.journal[],
    p_orders paper_internal.orders[] default '{}'
) returns paper_internal.journal[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The settings that fix plans are those of the write function that calls it.
as $$
declare
    v_defaults jsonb := paper_internal.default_settings();
    v_slippage_pct numeric := coalesce(p_account.settings -> 'slippage_pct', v_defaults -> 'slippage_pct')::numeric;
    v_default_price numeric := coalesce(p_account.settings -> 'default_price', v_defaults -> 'default_price')::numeric;
    v_step paper_internal.journal;
    v_rows paper_internal.journal[] := array[]::paper_internal.journal[];
    v_orders paper_internal.orders[] := p_orders;
    v_order paper_internal.orders;
    v_seq bigint := p_account.seq;
    v_cash numeric := p_account.cash::numeric;
    v_reserved numeric := p_account.reserved::numeric;
    v_tickers text[];
    v_ticker_nos integer[];
    v_t integer;
    v_held numeric[];
    v_averages numeric[];
    v_pnls numeric[];
    v_claimed numeric[];
    v_changed boolean[];
    v_event_type paper.event_type;
    v_order_seq bigint;
    v_price numeric;
    v_average numeric;
    v_realized_pnl numeric;
    v_problem paper.reject_reason;
    v_error text;
begin
    -- Positions live in arrays while the steps are folded: one place per ticker.
    if cardinality(p_steps) > 1 then
        select t.tickers, array(select width_bucket(s.ticker::text, t.tickers) from unnest(p_steps) as s)
        into v_tickers, v_ticker_nos
        from (
            select array_agg(d.ticker order by d.ticker) as tickers
            from (select distinct u.ticker::text from unnest(p_steps) as u where u.ticker is not null) as d
        ) as t;
    elsif (p_steps[1]).ticker is not null then
        v_tickers := array[(p_steps[1]).ticker::text];
        v_ticker_nos := array[1];
    end if;

    select
        array_agg(coalesce(p.quantity, 0)), array_agg(coalesce(p.avg_entry_price, 0)),
        array_agg(coalesce(p.realized_pnl, 0)), array_agg(coalesce(p.reserved, 0)), array_agg(false)
    into v_held, v_averages, v_pnls, v_claimed, v_changed
    from unnest(v_tickers) as t (ticker)
    left join lateral (
        select h.quantity::numeric, h.avg_entry_price::numeric, h.realized_pnl::numeric, h.reserved::numeric
        from paper_internal.positions as h
        -- A new epoch has none; looking would lock pages of a young index that other accounts write to.
        where
            p_account.seq > p_account.epoch_seq
            and h.account_id = p_account.account_id
            and h.ticker = t.ticker
        limit 1
    ) as p on true;

    for v_i in 1..cardinality(p_steps) loop
        v_step := p_steps[v_i];
        v_t := v_ticker_nos[v_i];
        v_seq := v_seq + 1;

        if v_step.event_type = 'fill' then
            v_event_type := 'fill';
            v_order_seq := v_seq;
            v_price := paper.fill_price(
                v_step.side, v_step.order_type, v_step.limit_price, v_step.stop_price, v_default_price, v_slippage_pct
            );
            -- Field by field, since a field of the inlined row costs less than the row.
            v_realized_pnl := (
                paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
            ).realized_pnl;
            v_problem := paper_internal.fill_problem(
                v_step.side, v_step.quantity, v_price, v_cash, v_cash - v_reserved,
                v_held[v_t], v_held[v_t] - v_claimed[v_t], v_pnls[v_t] + v_realized_pnl
            );
            if v_problem is null then
                v_cash := case v_step.side
                    when 'buy' then v_cash - v_price * v_step.quantity else v_cash + v_price * v_step.quantity
                end;
                v_average := (
                    paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
                ).avg_entry_price;
                v_held[v_t] := (
                    paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
                ).quantity;
                v_averages[v_t] := v_average;
                v_pnls[v_t] := v_pnls[v_t] + v_realized_pnl;
                v_changed[v_t] := true;
            else
                v_event_type := 'rejected';
                v_error := paper_internal.fill_error(
                    v_problem, v_step.quantity, v_price, v_cash - v_reserved, v_held[v_t] - v_claimed[v_t]
                );
                v_price := null;
                v_realized_pnl := null;
            end if;
        elsif v_step.event_type = 'cancelled' then
            v_order := v_orders[v_i];
            if v_step.side = 'buy' then
                v_reserved := v_reserved - v_order.reserved;
            else
                v_claimed[v_t] := v_claimed[v_t] - v_order.reserved;
                v_changed[v_t] := true;
            end if;
            v_order.status := 'cancelled';
            v_order.reserved := 0;
            v_order.updated_at := v_step.at;
            v_orders[v_i] := v_order;
        else
            v_cash := v_cash + coalesce(v_step.amount, 0);
        end if;

        if v_step.event_type <> 'fill' then
            v_event_type := v_step.event_type;
            v_order_seq := v_step.order_seq;
            v_price := null;
            v_realized_pnl := null;
            v_problem := null;
        end if;

        -- One constructor is half the price of setting fields one by one.
        v_rows[v_i] := row(
            v_step.account_id, v_seq, v_order_seq, v_step.at, v_event_type, v_step.order_type, v_step.side, v_problem,
            v_step.ticker, v_step.idempotency_key, v_step.quantity, v_step.limit_price, v_step.stop_price,
            v_price, v_step.amount, v_step.fee, v_realized_pnl, v_cash, v_held[v_t], v_averages[v_t],
            v_step.options, case when v_problem is not null then v_error end, v_step.detail, null
        )::paper_internal.journal;
    end loop;

    insert into paper_internal.journal
    select * from unnest(v_rows);

    insert into paper_internal.positions as p
        (account_id, ticker, quantity, avg_entry_price, realized_pnl, reserved, updated_at)
    select p_account.account_id, n.ticker, n.quantity, n.avg_entry_price, n.realized_pnl, n.reserved, v_step.at
    from unnest(v_tickers, v_held, v_averages, v_pnls, v_claimed, v_changed)
        as n (ticker, quantity, avg_entry_price, realized_pnl, reserved, changed)
    where n.changed
    on conflict (account_id, ticker) do update set
        quantity = excluded.quantity,
        avg_entry_price = excluded.avg_entry_price,
        realized_pnl = excluded.realized_pnl,
        reserved = excluded.reserved,
        updated_at = excluded.updated_at;

    if v_step.event_type = 'reset' then
        delete from paper_internal.positions as p where p.account_id = p_account.account_id;
    end if;

    if v_orders <> '{}' then
        insert into paper_internal.orders as o
        select n.* from unnest(v_orders) as n where n.seq is not null
        on conflict (account_id, seq) do update set
            status = excluded.status,
            reserved = excluded.reserved,
            updated_at = excluded.updated_at;

        delete from paper_internal.working as w
        using unnest(v_orders) as n
        where w.account_id = p_account.account_id and w.seq = n.seq and n.status = 'cancelled';
    end if;

    update paper_internal.accounts as a set
        settings = p_account.settings,
        closed = p_account.closed,
        cash = v_cash,
        reserved = v_reserved,
        seq = v_seq,
        epoch_seq = case v_step.event_type when 'reset' then v_seq else p_account.epoch_seq end,
        clock = v_step.at
    where a.account_id = p_account.account_id;

    return v_rows;
end
$$;
