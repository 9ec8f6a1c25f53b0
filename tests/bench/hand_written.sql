-- What one writes by hand for a single order, and no batch: the same rows in the same tables, so that only
-- the way to them differs.
create schema hand_written;

create function hand_written.submit_order(
    p_account_id text,
    p_idempotency_key text,
    p_ticker text,
    p_side paper.order_side,
    p_quantity numeric,
    p_order_type paper.order_type,
    p_limit_price numeric default null,
    p_stop_price numeric default null
) returns setof paper_internal.journal
language plpgsql
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_account paper_internal.accounts;
    v_row paper_internal.journal;
    v_at timestamptz := clock_timestamp();
    v_price numeric;
    v_held numeric;
    v_average numeric;
    v_realized_pnl numeric := 0;
begin
    select * into v_account from paper_internal.accounts where account_id = p_account_id for no key update;
    if not found then
        raise exception 'unknown account %', p_account_id;
    end if;
    return query
    select * from paper_internal.journal where account_id = p_account_id and idempotency_key = p_idempotency_key;
    if found then
        return;
    end if;
    if p_quantity is null or p_quantity <= 0 then
        raise exception 'quantity must be above 0';
    end if;

    v_price := case p_order_type
        when 'limit' then p_limit_price
        when 'stop' then p_stop_price
        else round(coalesce(p_limit_price, 100) * case p_side when 'buy' then 1.001 else 0.999 end, 4)
    end;
    select quantity, avg_entry_price into v_held, v_average
    from paper_internal.positions where account_id = p_account_id and ticker = p_ticker;
    v_held := coalesce(v_held, 0);
    v_average := coalesce(v_average, 0);

    if p_side = 'buy' and v_price * p_quantity > v_account.cash then
        raise exception 'insufficient cash';
    elsif p_side = 'sell' and p_quantity > v_held then
        raise exception 'insufficient shares';
    elsif p_side = 'buy' then
        v_average := round((v_average * v_held + v_price * p_quantity) / (v_held + p_quantity), 12);
        v_held := v_held + p_quantity;
        v_account.cash := v_account.cash - v_price * p_quantity;
    else
        v_realized_pnl := p_quantity * (v_price - v_average);
        v_held := v_held - p_quantity;
        v_average := case when v_held = 0 then 0 else v_average end;
        v_account.cash := v_account.cash + v_price * p_quantity;
    end if;

    insert into paper_internal.journal (
        account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key, quantity,
        limit_price, stop_price, price, realized_pnl, cash_after, quantity_after, avg_entry_price_after
    ) values (
        p_account_id, v_account.seq + 1, v_account.seq + 1, v_at, 'fill', p_order_type, p_side, p_ticker,
        p_idempotency_key, p_quantity, p_limit_price, p_stop_price, v_price, v_realized_pnl,
        v_account.cash, v_held, v_average
    ) returning * into v_row;
    insert into paper_internal.positions as p (account_id, ticker, quantity, avg_entry_price, realized_pnl, updated_at)
    values (p_account_id, p_ticker, v_held, v_average, v_realized_pnl, v_at)
    on conflict (account_id, ticker) do update set
        quantity = excluded.quantity,
        avg_entry_price = excluded.avg_entry_price,
        realized_pnl = p.realized_pnl + excluded.realized_pnl,
        updated_at = excluded.updated_at;
    update paper_internal.accounts set cash = v_account.cash, seq = v_row.seq, clock = v_at
    where account_id = p_account_id;
    return next v_row;
end
$$;
