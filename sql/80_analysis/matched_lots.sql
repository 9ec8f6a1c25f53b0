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
-- So that the fills are grouped as they come, in the order of seq.
set enable_hashagg = on
set enable_sort = off
set jit = off
set work_mem = '256MB'
as $$
declare
    -- The fills of a ticker, in order; a lot goes by the number of the fill that opened it.
    v_ticker text;
    v_directions integer[];
    v_prices numeric[];
    v_ats timestamptz[];
    v_to_ats timestamptz[];
    v_seqs bigint[];
    v_orders bigint[];
    v_tags text[];
    -- What is left of each, and of its fee.
    v_left numeric[];
    v_fees numeric[];
    v_has_fees boolean;
    -- The price of each as a lot: by average that of all that was added to it.
    v_lot_prices numeric[];
    -- The lots that are open, from v_first to v_last, and which way they go; by hifo a heap of them.
    v_lots integer[] := array[]::integer[];
    v_first integer;
    v_last integer;
    v_direction integer;
    v_lot integer;
    v_place integer;
    v_child integer;
    v_open numeric;
    v_rest numeric;
    -- What closed.
    v_count integer;
    v_entries integer[];
    v_exits integer[];
    v_quantities numeric[];
    v_entry_prices numeric[];
    v_entry_fees numeric[];
    v_exit_fees numeric[];
begin
    -- Folds the fills of an epoch, ticker by ticker: each closes lots of the other side, by the method, and what is left
    -- of it opens one. A row for each lot and what closed of it, in order; after those of its ticker the lots that are
    -- open, without an exit. A million fills go through the inner loop, and the number of its statements is what it
    -- costs: it only notes which fills meet, and a query puts the rest to them.
    for v_ticker, v_directions, v_prices, v_ats, v_to_ats, v_seqs, v_orders, v_tags, v_left, v_fees, v_has_fees in
        select
            f.ticker, array_agg(f.direction), array_agg(f.price), array_agg(f.at), array_agg(f.to_at), array_agg(f.seq),
            array_agg(f.order_seq), array_agg(f.tag), array_agg(f.quantity), array_agg(f.fee), bool_or(f.fee <> 0)
        from paper_internal.fills_between(p_account_id, p_from_seq, p_to_seq, p_merge) as f
        group by f.ticker
    loop
        v_first := 1;
        v_last := 0;
        v_count := 0;
        v_entries := '{}';
        v_exits := '{}';
        v_quantities := '{}';
        v_entry_prices := '{}';
        v_entry_fees := '{}';
        v_lot_prices := v_prices;
        v_exit_fees := '{}';

        for v_fill in 1..cardinality(v_left) loop
            if v_last >= v_first and v_directions[v_fill] <> v_direction then
                v_rest := v_left[v_fill];
                loop
                    v_lot := v_lots[case p_method when 'lifo' then v_last else v_first end];
                    v_open := v_left[v_lot];
                    v_count := v_count + 1;
                    v_entries[v_count] := v_lot;
                    v_exits[v_count] := v_fill;
                    v_quantities[v_count] := least(v_open, v_rest);
                    if v_has_fees then
                        -- Its share of the fees; the last part takes what is left, so that they add up.
                        v_entry_fees[v_count] := case
                            when v_open > v_rest and v_fees[v_lot] <> 0 then v_fees[v_lot] * v_rest / v_open
                            else v_fees[v_lot]
                        end;
                        v_exit_fees[v_count] := case
                            when v_open < v_rest and v_fees[v_fill] <> 0 then v_fees[v_fill] * v_open / v_rest
                            else v_fees[v_fill]
                        end;
                        v_fees[v_lot] := v_fees[v_lot] - v_entry_fees[v_count];
                        v_fees[v_fill] := v_fees[v_fill] - v_exit_fees[v_count];
                    end if;
                    if p_method = 'average' then
                        v_entry_prices[v_count] := v_lot_prices[v_lot];
                    end if;
                    if v_open > v_rest then
                        v_left[v_lot] := v_open - v_rest;
                        v_rest := 0;
                        exit;
                    end if;
                    v_rest := v_rest - v_open;
                    if p_method = 'fifo' then
                        v_first := v_first + 1;
                    else
                        v_last := v_last - 1;
                    end if;
                    if p_method = 'hifo' then
                        -- The last one sinks from the top to its place.
                        v_lot := v_lots[v_last + 1];
                        v_place := 1;
                        loop
                            v_child := 2 * v_place;
                            exit when v_child > v_last;
                            if
                                v_child < v_last
                                and (v_prices[v_lots[v_child + 1]], -v_lots[v_child + 1])
                                > (v_prices[v_lots[v_child]], -v_lots[v_child])
                            then
                                v_child := v_child + 1;
                            end if;
                            exit when (v_prices[v_lot], -v_lot) > (v_prices[v_lots[v_child]], -v_lots[v_child]);
                            v_lots[v_place] := v_lots[v_child];
                            v_place := v_child;
                        end loop;
                        v_lots[v_place] := v_lot;
                    end if;
                    exit when v_rest = 0 or v_last < v_first;
                end loop;
                continue when v_rest = 0;
                v_left[v_fill] := v_rest;
            end if;

            if v_last < v_first then
                v_direction := v_directions[v_fill];
            elsif p_method = 'average' then
                v_lot := v_lots[v_first];
                v_lot_prices[v_lot] := paper_internal.average_price(
                    v_lot_prices[v_lot] * v_left[v_lot] + v_prices[v_fill] * v_left[v_fill],
                    v_left[v_lot] + v_left[v_fill]
                );
                v_left[v_lot] := v_left[v_lot] + v_left[v_fill];
                v_fees[v_lot] := v_fees[v_lot] + v_fees[v_fill];
                continue;
            end if;
            v_last := v_last + 1;
            if p_method = 'hifo' then
                -- It rises to its place, below those of its price.
                v_place := v_last;
                while v_place > 1 and v_prices[v_fill] > v_prices[v_lots[v_place / 2]] loop
                    v_lots[v_place] := v_lots[v_place / 2];
                    v_place := v_place / 2;
                end loop;
                v_lots[v_place] := v_fill;
            else
                v_lots[v_last] := v_fill;
            end if;
        end loop;

        return query
        select
            v_ticker, v_directions[m.entry], coalesce(m.quantity, v_left[m.entry]),
            coalesce(m.entry_price, v_lot_prices[m.entry]), v_prices[m.exit],
            coalesce(m.entry_fee, v_fees[m.entry]), coalesce(m.exit_fee, v_fees[m.exit]),
            v_ats[m.entry], v_to_ats[m.exit], v_seqs[m.entry], v_seqs[m.exit], v_orders[m.entry], v_orders[m.exit],
            v_tags[m.entry]
        from (
            select
                unnest(v_entries || v_lots[v_first:v_last]) as entry, unnest(v_exits) as exit,
                unnest(v_quantities) as quantity, unnest(v_entry_prices) as entry_price,
                unnest(v_entry_fees) as entry_fee, unnest(v_exit_fees) as exit_fee
        ) as m;
    end loop;
end
$$;
