create or replace function paper_internal.open_lots(
    p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text
) returns table (
    ticker text,
    direction integer,
    quantity numeric,
    price numeric,
    opened_at timestamptz,
    open_seq bigint,
    order_seq bigint
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_held record;
    v_fill record;
    -- By ticker held: how much of it has no lot yet, which way it goes, and its average price.
    v_places jsonb := jsonb '{}';
    v_count integer := 0::integer;
    v_left numeric[];
    v_directions integer[];
    v_averages numeric[];
    v_t integer;
    v_before numeric;
begin
    -- The lots that are open after the row p_to_seq of the epoch that began at p_from_seq, from the newest entry back to
    -- the oldest that is needed. The matches before say nothing new: what is held came by fifo with the last fills that
    -- added to it, by lifo with those whose part of it was never sold since, and by average with the one that opened it.
    if p_method = 'hifo' then
        return query
        select m.ticker, m.direction, m.quantity, m.entry_price, m.opened_at, m.entry_seq, m.entry_order_seq
        from paper_internal.matched_lots(p_account_id, p_from_seq, p_to_seq, p_method, 'none') as m
        where m.exit_seq is null;
        return;
    end if;
    for v_held in
        select h.*
        from paper_internal.holdings_at(p_account_id, p_from_seq, p_to_seq) as h
        where h.quantity <> 0
    loop
        v_count := v_count + 1;
        v_places := v_places || jsonb_build_object(v_held.ticker, v_count);
        v_left[v_count] := abs(v_held.quantity);
        v_directions[v_count] := sign(v_held.quantity)::integer;
        v_averages[v_count] := v_held.avg_entry_price;
    end loop;
    if v_count = 0 then
        return;
    end if;

    for v_fill in
        select
            j.seq, j.at, j.ticker::text as ticker, j.quantity::numeric as quantity, j.price::numeric as price,
            case j.side when 'buy' then 1 else -1 end as direction, j.quantity_after::numeric as quantity_after, j.order_seq
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq >= p_from_seq and j.seq <= p_to_seq
            and j.event_type in ('fill', 'partial_fill')
        order by j.seq desc
    loop
        v_t := (v_places -> v_fill.ticker)::integer;
        direction := v_directions[v_t];
        continue when direction is null or direction <> v_fill.direction or v_left[v_t] = 0;
        -- What was held this way before; a fill through zero opened with what it leads to.
        v_before := greatest(direction * v_fill.quantity_after - v_fill.quantity, 0);
        quantity := case p_method
            when 'fifo' then least(direction * v_fill.quantity_after - v_before, v_left[v_t])
            when 'lifo' then v_left[v_t] - v_before
            when 'average' then case v_before when 0 then v_left[v_t] end
        end;
        continue when quantity > 0 is not true;
        ticker := v_fill.ticker;
        price := case p_method when 'average' then v_averages[v_t] else v_fill.price end;
        opened_at := v_fill.at;
        open_seq := v_fill.seq;
        order_seq := v_fill.order_seq;
        return next;
        v_left[v_t] := v_left[v_t] - quantity;
        if v_left[v_t] = 0 then
            v_count := v_count - 1;
            exit when v_count = 0;
        end if;
    end loop;
end
$$;
