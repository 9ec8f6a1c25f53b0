create or replace function paper_internal.matched_lots(
    p_account_id text,
    p_from_seq bigint,
    p_to_seq bigint,
    p_method text,
    p_merge text
) returns table (
    ticker text,
    direction integer,
    quantity numeric,
    entry_price numeric,
    exit_price numeric,
    entry_fee numeric,
    exit_fee numeric,
    opened_at timestamptz,
    closed_at timestamptz,
    entry_seq bigint,
    exit_seq bigint,
    entry_order_seq bigint,
    exit_order_seq bigint,
    tag text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '256MB'
as $$
declare
    v_fill record;
    -- By ticker: its lots from the one that closes next, and the last of them.
    v_places jsonb := jsonb '{}';
    v_count integer := 0::integer;
    v_tickers text[];
    v_heads integer[];
    v_tails integer[];
    -- Which way they go.
    v_directions integer[];
    v_t integer;
    -- By lot; the place of one that is closed is taken by another.
    v_left numeric[];
    v_prices numeric[];
    v_fees numeric[];
    v_ats timestamptz[];
    v_seqs bigint[];
    v_orders bigint[];
    v_tags text[];
    v_next integer[];
    v_places_made integer := 0::integer;
    v_free integer := 0::integer;
    v_lot integer;
    v_before integer;
    v_after integer;
    v_open numeric;
    v_rest numeric;
    v_fee numeric;
begin
    -- Folds the fills of an epoch: each closes lots of the other side, by the method, and what is left of it opens one. A
    -- row for each lot and what closed of it, in order; at the end those that are open, without an exit. A million fills
    -- go through this loop: what it does for each of them is what it costs.
    for v_fill in
        select f.*
        from paper_internal.fills_between(p_account_id, p_from_seq, p_to_seq, p_merge) as f
    loop
        v_t := (v_places -> v_fill.ticker)::integer;
        if v_t is null then
            v_count := v_count + 1;
            v_t := v_count;
            v_places := v_places || jsonb_build_object(v_fill.ticker, v_t);
            v_tickers[v_t] := v_fill.ticker;
            v_heads[v_t] := 0;
        end if;
        v_rest := v_fill.quantity;
        v_fee := v_fill.fee;
        v_lot := v_heads[v_t];

        if v_lot > 0 and v_directions[v_t] <> v_fill.direction then
            ticker := v_fill.ticker;
            direction := -v_fill.direction;
            exit_price := v_fill.price;
            closed_at := v_fill.to_at;
            exit_seq := v_fill.seq;
            exit_order_seq := v_fill.order_seq;
            loop
                -- Its share of the fees; the last part takes what is left, so that they add up.
                v_open := v_left[v_lot];
                entry_fee := v_fees[v_lot];
                exit_fee := v_fee;
                if v_open <= v_rest then
                    quantity := v_open;
                    if exit_fee <> 0 and v_open < v_rest then
                        exit_fee := exit_fee * v_open / v_rest;
                    end if;
                else
                    quantity := v_rest;
                    if entry_fee <> 0 then
                        entry_fee := entry_fee * v_rest / v_open;
                    end if;
                end if;
                entry_price := v_prices[v_lot];
                opened_at := v_ats[v_lot];
                entry_seq := v_seqs[v_lot];
                entry_order_seq := v_orders[v_lot];
                tag := v_tags[v_lot];
                return next;

                if v_open > v_rest then
                    v_left[v_lot] := v_open - v_rest;
                    if entry_fee <> 0 then
                        v_fees[v_lot] := v_fees[v_lot] - entry_fee;
                    end if;
                    v_rest := 0;
                    exit;
                end if;
                v_rest := v_rest - v_open;
                v_after := v_next[v_lot];
                v_next[v_lot] := v_free;
                v_free := v_lot;
                v_lot := v_after;
                exit when v_rest = 0;
                v_fee := v_fee - exit_fee;
                exit when v_lot = 0;
            end loop;
            v_heads[v_t] := v_lot;
            continue when v_rest = 0;
        end if;

        if v_lot > 0 and p_method = 'average' then
            v_open := v_left[v_lot];
            v_prices[v_lot] := paper_internal.average_price(
                v_prices[v_lot] * v_open + v_fill.price * v_rest, v_open + v_rest
            );
            v_left[v_lot] := v_open + v_rest;
            v_fees[v_lot] := v_fees[v_lot] + v_fee;
            continue;
        end if;

        -- The lots that it comes between: the last one and none, or none and the first one, or by the price.
        v_before := 0;
        v_after := v_lot;
        if v_lot > 0 and p_method = 'fifo' then
            v_before := v_tails[v_t];
            v_after := 0;
        elsif p_method = 'hifo' then
            while v_after > 0 and v_prices[v_after] >= v_fill.price loop
                v_before := v_after;
                v_after := v_next[v_after];
            end loop;
        end if;
        if v_free > 0 then
            v_lot := v_free;
            v_free := v_next[v_lot];
        else
            v_places_made := v_places_made + 1;
            v_lot := v_places_made;
        end if;
        v_left[v_lot] := v_rest;
        v_prices[v_lot] := v_fill.price;
        v_fees[v_lot] := v_fee;
        v_ats[v_lot] := v_fill.at;
        v_seqs[v_lot] := v_fill.seq;
        v_orders[v_lot] := v_fill.order_seq;
        v_tags[v_lot] := v_fill.tag;
        v_next[v_lot] := v_after;
        if v_before > 0 then
            v_next[v_before] := v_lot;
        else
            v_heads[v_t] := v_lot;
        end if;
        if v_after = 0 then
            v_tails[v_t] := v_lot;
        end if;
        v_directions[v_t] := v_fill.direction;
    end loop;

    exit_price := null;
    exit_fee := null;
    closed_at := null;
    exit_seq := null;
    exit_order_seq := null;
    for v_t in 1..v_count loop
        ticker := v_tickers[v_t];
        direction := v_directions[v_t];
        v_lot := v_heads[v_t];
        while v_lot > 0 loop
            quantity := v_left[v_lot];
            entry_price := v_prices[v_lot];
            entry_fee := v_fees[v_lot];
            opened_at := v_ats[v_lot];
            entry_seq := v_seqs[v_lot];
            entry_order_seq := v_orders[v_lot];
            tag := v_tags[v_lot];
            return next;
            v_lot := v_next[v_lot];
        end loop;
    end loop;
end
$$;
