create or replace function paper.lots(
    p_account_id text,
    p_method text default 'fifo',
    p_at timestamptz default null,
    p_epoch integer default null
) returns table (
    ticker text,
    side text,
    opened_at timestamptz,
    open_seq bigint,
    order_id uuid,
    quantity numeric,
    price numeric,
    cost numeric,
    mark_price numeric,
    unrealized_pnl numeric
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
set work_mem = '256MB'
as $$
declare
    v_epoch record;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_at, p_epoch);
    perform paper_internal.require_lots(p_method, 'none');
    return query
    with open as materialized (
        select i.*
        from paper_internal.open_lots(p_account_id, v_epoch.from_seq, v_epoch.seq, p_method) as i
    )

    select
        o.ticker, case o.direction when 1 then 'long' else 'short' end, o.opened_at, o.open_seq,
        paper_internal.order_id(v_epoch.prefix, o.order_seq), o.quantity, o.price,
        o.quantity * o.price, k.price, o.direction * o.quantity * (k.price - o.price)
    from open as o
    inner join (
        select d.ticker, m.*
        from (select distinct i.ticker, i.direction from open as i) as d
        cross join lateral paper_internal.market_at(d.ticker, v_epoch.at) as m
    ) as m on o.ticker = m.ticker
    cross join lateral (
        select paper_internal.mark_price(
            v_epoch.mark, o.direction, o.price, m.last, m.bid, m.ask, m.close
        ) as price
    ) as k
    order by o.ticker collate "C", o.open_seq;
end
$$;

comment on function paper.lots is
'The lots that were open after the last row of the journal at or before p_at (null: now), in order of ticker and
entry: what is left of each fill that opened or added to a position when the fills that reduced it closed lots by
p_method, as in round_trips. quantity is above 0 whatever the side; cost = quantity × price; valued as positions_at
does, but without market data at the price of the lot. average has one lot for each ticker, from the fill that opened
the position. The epoch is the one that p_at falls in, or number p_epoch of paper.epochs. Raises ZP001, ZP004.';
