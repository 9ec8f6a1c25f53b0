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
--   p_outcome  what simulate() decided beside the steps, if they are its
--   p_writes   false folds and writes nothing: a preview
--   p_market   the market that prices orders without an estimate, where it is not the present one
--
-- A step with a price is a fill as simulate() decided it; one without is priced
-- and judged here, as fill model immediate does.
--
-- Returns the journal rows, one for each step.
create or replace function paper_internal.advance(
    p_account paper_internal.accounts,
    p_steps paper_internal.step[],
    p_outcome paper_internal.outcome default null,
    p_writes boolean default true,
    p_market paper_internal.market[] default null
) returns paper_internal.step[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The settings that fix plans are those of the write function that calls it.
as $$
declare
    v_defaults jsonb := paper_internal.default_settings();
    v_slippage_pct numeric := coalesce(p_account.settings -> 'slippage_pct', v_defaults -> 'slippage_pct')::numeric;
    v_default_price numeric := coalesce(p_account.settings -> 'default_price', v_defaults -> 'default_price')::numeric;
    v_step paper_internal.step;
    v_rows paper_internal.step[] := array[]::paper_internal.step[];
    v_order_nos integer[] := (p_outcome).order_nos;
    v_order_no integer;
    v_order_pnls numeric[] := array_fill(0::numeric, array[coalesce(cardinality((p_outcome).orders), 0)]);
    v_order_cash numeric[] := array_fill(null::numeric, array[cardinality(v_order_pnls)]);
    v_order_quantities numeric[] := v_order_cash;
    v_at timestamptz := p_account.clock;
    v_seq bigint := p_account.seq;
    v_cash numeric := p_account.cash::numeric;
    v_reserved constant numeric := p_account.reserved::numeric;
    v_tickers text[];
    v_ticker_nos integer[];
    v_t integer;
    v_count integer;
    v_filter bytea := p_account.position_filter;
    v_probed text[] := array[]::text[];
    v_positions paper_internal.positions[];
    v_position paper_internal.positions;
    v_held numeric[];
    v_averages numeric[];
    v_pnls numeric[];
    v_claimed numeric[];
    v_changed boolean[];
    v_claims_changed boolean[];
    v_filled_at timestamptz[];
    v_event_type paper.event_type;
    v_order_seq bigint;
    v_price numeric;
    v_average numeric;
    v_buy_prices numeric[];
    v_sell_prices numeric[];
    v_tape_seqs bigint[];
    v_tape_seq bigint;
    v_market_price numeric;
    v_realized_pnl numeric;
    v_is_open boolean;
    v_problem paper.reject_reason;
    v_error text;
    v_first_at constant timestamptz := (p_steps[1]).at;
    v_texts text[] := array[]::text[];
    v_seal bytea := p_account.seal;
begin
    -- Positions live in arrays while the steps are folded: one place per ticker.
    if cardinality(p_steps) > 1 then
        select array_agg(distinct u.ticker::text) into v_tickers
        from unnest(p_steps) as u
        where u.ticker is not null;
        if cardinality(v_tickers) > 16 then
            v_ticker_nos := array(select width_bucket(s.ticker::text, v_tickers) from unnest(p_steps) as s);
        end if;
    elsif (p_steps[1]).ticker is not null then
        v_tickers := array[(p_steps[1]).ticker::text];
    end if;
    v_count := coalesce(cardinality(v_tickers), 0);
    v_held := array_fill(0::numeric, array[v_count]);
    v_averages := v_held;
    v_pnls := v_held;
    v_claimed := v_held;
    v_changed := array_fill(false, array[v_count]);

    if (p_outcome).tickers is not null then
        v_positions := (p_outcome).positions;
    else
        for v_i in 1..v_count loop
            if get_bit(v_filter, paper_internal.ticker_bit(v_tickers[v_i])) = 1 then
                v_probed := v_probed || v_tickers[v_i];
            end if;
        end loop;
        if v_probed <> '{}' then
            select array_agg(p) into v_positions
            from paper_internal.positions as p
            where p.account_id = p_account.account_id and p.ticker = any(v_probed);
        end if;
    end if;
    for v_i in 1..coalesce(cardinality(v_positions), 0) loop
        v_position := v_positions[v_i];
        v_t := array_position(v_tickers, v_position.ticker::text);
        continue when v_t is null;
        v_held[v_t] := v_position.quantity;
        v_averages[v_t] := v_position.avg_entry_price;
        v_pnls[v_t] := v_position.realized_pnl;
        v_claimed[v_t] := v_position.reserved;
        v_filled_at[v_t] := v_position.updated_at;
    end loop;

    if (p_outcome).tickers is not null then
        for v_i in 1..v_count loop
            v_t := array_position((p_outcome).tickers, v_tickers[v_i]);
            v_claims_changed[v_i] := (p_outcome).claims[v_t] <> v_claimed[v_i];
            v_claimed[v_i] := (p_outcome).claims[v_t];
        end loop;
    end if;

    for v_i in 1..cardinality(p_steps) loop
        v_step := p_steps[v_i];
        v_t := coalesce(v_ticker_nos[v_i], width_bucket(v_step.ticker::text, v_tickers));
        v_seq := v_seq + 1;
        v_tape_seq := v_step.tape_seq;

        if v_step.event_type = 'fill' and v_step.price is null then
            v_event_type := 'fill';
            v_order_seq := v_seq;
            v_market_price := v_default_price;
            if v_step.order_type = 'market' and v_step.limit_price is null then
                if v_buy_prices is null then
                    -- The newest known: of the side that one would trade at, else of a trade.
                    select
                        array_agg(coalesce(m.ask, m.last, m.close)::numeric order by t.n),
                        array_agg(coalesce(m.bid, m.last, m.close)::numeric order by t.n),
                        array_agg(coalesce(m.tape_seq, 0) order by t.n)
                    into v_buy_prices, v_sell_prices, v_tape_seqs
                    from unnest(v_tickers) with ordinality as t (ticker, n)
                    left join lateral (
                        select i.ask, i.bid, i.last, i.close, i.tape_seq
                        from paper_internal.market as i
                        where p_market is null and i.ticker = t.ticker
                        union all
                        select i.ask, i.bid, i.last, i.close, i.tape_seq
                        from unnest(p_market) as i
                        where i.ticker = t.ticker
                        limit 1
                    ) as m on true;
                end if;
                v_tape_seq := v_tape_seqs[v_t];
                v_market_price := coalesce(
                    case v_step.side when 'buy' then v_buy_prices[v_t] else v_sell_prices[v_t] end, v_default_price
                );
            end if;
            v_price := paper.fill_price(
                v_step.side, v_step.order_type, v_step.limit_price, v_step.stop_price, v_market_price, v_slippage_pct
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
        else
            -- Decided by whoever made the step.
            v_event_type := v_step.event_type;
            v_order_seq := case when v_step.order_type is null then v_step.order_seq else v_seq end;
            v_price := v_step.price;
            v_realized_pnl := null;
            v_problem := v_step.reject_reason;
            v_error := v_step.error;
            if v_price is null then
                v_cash := v_cash + coalesce(v_step.amount, 0);
            else
                v_cash := case v_step.side
                    when 'buy' then v_cash - v_price * v_step.quantity else v_cash + v_price * v_step.quantity
                end - v_step.fee;
                v_realized_pnl := (
                    paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
                ).realized_pnl;
                v_average := (
                    paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
                ).avg_entry_price;
                v_held[v_t] := (
                    paper.apply_fill(v_held[v_t], v_averages[v_t], v_step.side, v_step.quantity, v_price)
                ).quantity;
                v_averages[v_t] := v_average;
                v_pnls[v_t] := v_pnls[v_t] + v_realized_pnl;
                v_changed[v_t] := true;
                v_order_no := v_order_nos[v_i];
                if v_order_no > 0 then
                    v_order_pnls[v_order_no] := v_order_pnls[v_order_no] + v_realized_pnl;
                    v_order_cash[v_order_no] := v_cash;
                    v_order_quantities[v_order_no] := v_held[v_t];
                end if;
            end if;
        end if;

        -- One constructor is half the price of setting fields one by one.
        v_rows[v_i] := row(
            v_step.account_id, v_seq, v_order_seq, v_step.at, v_event_type, v_step.order_type, v_step.side, v_problem,
            v_step.ticker, v_step.idempotency_key, v_step.quantity, v_step.limit_price, v_step.stop_price,
            v_price, v_step.amount, v_step.fee, v_realized_pnl, v_cash, v_held[v_t], v_averages[v_t],
            v_step.options, case when v_problem is not null then v_error end, v_step.detail, null,
            v_step.market_at, v_step.liquidity, v_step.rule, v_tape_seq
        )::paper_internal.step;
        v_texts[v_i] := paper_internal.sealed_text(
            case when v_step.at <> v_first_at then v_step.at end, v_event_type, v_order_seq, v_step.order_type,
            v_step.side, v_step.ticker, v_step.idempotency_key, v_step.quantity, v_step.limit_price,
            v_step.stop_price, v_price, v_step.amount, v_step.fee, v_problem, v_step.options,
            case when v_problem is not null then v_error end, v_step.detail, v_step.market_at, v_step.liquidity,
            v_step.rule, v_tape_seq
        );
    end loop;
    v_at := coalesce(v_step.at, v_at);
    if not p_writes then
        return v_rows;
    end if;

    if v_rows <> '{}' then
        v_seal := paper_internal.seal_of(p_account.seal, v_seq, v_first_at, v_texts);
        v_rows[cardinality(v_rows)].seal := v_seal;
        insert into paper_internal.journal
        select * from unnest(v_rows);
    end if;

    v_positions := array[]::paper_internal.positions[];
    for v_i in 1..v_count loop
        if v_changed[v_i] or v_claims_changed[v_i] then
            v_filter := set_bit(v_filter, paper_internal.ticker_bit(v_tickers[v_i]), 1);
            v_positions := v_positions || row(
                p_account.account_id, v_tickers[v_i], v_held[v_i], v_averages[v_i], v_pnls[v_i], v_claimed[v_i],
                case when v_changed[v_i] then v_at else v_filled_at[v_i] end
            )::paper_internal.positions;
        end if;
    end loop;
    if cardinality(v_positions) > 0 then
        insert into paper_internal.positions as p
        select n.* from unnest(v_positions) as n
        on conflict (account_id, ticker) do update set
            quantity = excluded.quantity,
            avg_entry_price = excluded.avg_entry_price,
            realized_pnl = excluded.realized_pnl,
            reserved = excluded.reserved,
            updated_at = excluded.updated_at;
    end if;

    if v_step.event_type = 'reset' then
        delete from paper_internal.positions as p where p.account_id = p_account.account_id;
        v_filter := decode(repeat('00', 32), 'hex');
    end if;

    if (p_outcome).orders <> '{}' then
        insert into paper_internal.orders as o
        select
            n.account_id, n.seq, n.ticker, n.side, n.order_type, n.time_in_force, n.status, n.elected, n.touch,
            n.ordered_quantity, n.quantity, n.limit_price, n.stop_price, n.trail_amount, n.trail_percent, n.watermark, n.reserve_price,
            n.submitted_at, n.works_from, n.expires_at, n.parent_seq, n.oco_seq, n.oco_group, n.filled_quantity, n.filled_value,
            n.maker_value, n.filled_avg_price, n.fees, n.realized_pnl + n.pnl, n.reserved,
            coalesce(n.new_cash_after, n.cash_after), coalesce(n.new_quantity_after, n.quantity_after),
            n.reject_reason, n.replaces, n.replaced_by,
            n.updated_at
        from rows from (
            unnest((p_outcome).orders), unnest((p_outcome).is_touched), unnest(v_order_pnls),
            unnest(v_order_cash), unnest(v_order_quantities)
        ) as n (
            account_id, seq, ticker, side, order_type, time_in_force, status, elected, touch,
            ordered_quantity, quantity, limit_price, stop_price, trail_amount, trail_percent, watermark, reserve_price,
            submitted_at, works_from, expires_at, parent_seq, oco_seq, oco_group, filled_quantity, filled_value,
            maker_value, filled_avg_price, fees, realized_pnl, reserved, cash_after, quantity_after,
            reject_reason, replaces, replaced_by, updated_at, is_touched, pnl, new_cash_after, new_quantity_after
        )
        where n.is_touched
        on conflict (account_id, seq) do update set
            status = excluded.status,
            elected = excluded.elected,
            quantity = excluded.quantity,
            stop_price = excluded.stop_price,
            watermark = excluded.watermark,
            expires_at = excluded.expires_at,
            parent_seq = excluded.parent_seq,
            filled_quantity = excluded.filled_quantity,
            filled_value = excluded.filled_value,
            maker_value = excluded.maker_value,
            filled_avg_price = excluded.filled_avg_price,
            fees = excluded.fees,
            realized_pnl = excluded.realized_pnl,
            reserved = excluded.reserved,
            cash_after = excluded.cash_after,
            quantity_after = excluded.quantity_after,
            reject_reason = excluded.reject_reason,
            replaced_by = excluded.replaced_by,
            updated_at = excluded.updated_at;

        -- Most calls are about one order, which either still trades or does not.
        if cardinality((p_outcome).orders) = 1 then
            v_is_open := ((p_outcome).orders[1]).status in ('pending', 'accepted', 'partially_filled');
        end if;

        -- What can still trade, and what it waits for; the exits of an entry that nothing filled wait for the entry.
        if v_is_open is not false then
            insert into paper_internal.working as w (account_id, seq, ticker, kind, trigger_price, seen_seq, expires_at)
            select
                o.account_id, o.seq, o.ticker, k.kind,
                case
                    when k.kind in ('buy_limit', 'sell_limit') then o.limit_price
                    when k.kind in ('buy_stop', 'sell_stop') then o.stop_price
                end,
                coalesce(t.checked_seq, 0), o.expires_at
            from rows from (unnest((p_outcome).orders), unnest((p_outcome).is_touched)) as o (
                account_id, seq, ticker, side, order_type, time_in_force, status, elected, touch,
                ordered_quantity, quantity, limit_price, stop_price, trail_amount, trail_percent, watermark, reserve_price,
                submitted_at, works_from, expires_at, parent_seq, oco_seq, oco_group, filled_quantity, filled_value,
                maker_value, filled_avg_price, fees, realized_pnl, reserved, cash_after, quantity_after,
                reject_reason, replaces, replaced_by, updated_at, is_touched
            )
            cross join lateral (
                select paper_internal.trigger_kind(
                    o.order_type, o.side, o.time_in_force, o.elected
                ) as kind
            ) as k
            left join unnest((p_outcome).watches) as t on o.ticker = t.ticker
            where
                o.is_touched and o.status in ('pending', 'accepted', 'partially_filled')
                and (o.status <> 'pending' or o.parent_seq is null)
            on conflict (account_id, seq) do update set
                kind = excluded.kind,
                trigger_price = excluded.trigger_price,
                -- A sweep may have compared newer data with what it waited for before: to the next it is a new order.
                seen_seq = excluded.seen_seq,
                expires_at = excluded.expires_at,
                born = excluded.born
            where
                (w.kind, w.trigger_price, w.expires_at)
                is distinct from (excluded.kind, excluded.trigger_price, excluded.expires_at);
        end if;

        -- By the account of each, which leaves the planner only the key.
        if v_is_open is not true then
            delete from paper_internal.working as w
            using unnest((p_outcome).orders) as o
            where
                w.account_id = o.account_id and w.seq = o.seq
                and o.status not in ('pending', 'accepted', 'partially_filled');
        end if;
    end if;

    if (p_outcome).watches is not null then
        insert into paper_internal.watches as w
        select n.* from unnest((p_outcome).watches) as n
        on conflict (account_id, ticker) do update set
            checked_seq = excluded.checked_seq,
            expires_at = excluded.expires_at,
            quote_at = excluded.quote_at,
            bid = excluded.bid,
            bid_size = excluded.bid_size,
            bid_left = excluded.bid_left,
            ask = excluded.ask,
            ask_size = excluded.ask_size,
            ask_left = excluded.ask_left,
            trade_at = excluded.trade_at,
            last = excluded.last,
            close = excluded.close;
    end if;

    update paper_internal.accounts as a set
        settings = p_account.settings,
        closed = p_account.closed,
        cash = v_cash,
        reserved = coalesce((p_outcome).reserved, p_account.reserved),
        seq = v_seq,
        epoch_seq = case v_step.event_type when 'reset' then v_seq else p_account.epoch_seq end,
        clock = greatest(v_at, p_account.clock),
        position_filter = v_filter,
        seal = v_seal
    where a.account_id = p_account.account_id;

    if v_seq / 2048 > p_account.seq / 2048 then
        perform paper_internal.keep_checkpoint(
            p_account.account_id,
            case v_step.event_type when 'reset' then v_seq else p_account.epoch_seq end,
            v_seq
        );
    end if;

    return v_rows;
end
$$;
