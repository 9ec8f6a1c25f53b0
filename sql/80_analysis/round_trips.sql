create or replace function paper.round_trips(
    p_account_id text,
    p_method text default 'fifo',
    p_merge text default 'none',
    p_at timestamptz default null,
    p_epoch integer default null
) returns table (
    trip bigint,
    ticker text,
    side text,
    opened_at timestamptz,
    closed_at timestamptz,
    quantity numeric,
    entry_price numeric,
    exit_price numeric,
    entry_value numeric,
    pnl numeric,
    fees numeric,
    net_pnl numeric,
    return double precision,
    duration interval,
    entry_seq bigint,
    exit_seq bigint,
    entry_order_id uuid,
    exit_order_id uuid,
    tag text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
set work_mem = '256MB'
as $$
declare
    v_epoch record;
    v_prefix text;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_at, p_epoch);
    v_prefix := v_epoch.prefix;
    perform paper_internal.require_lots(p_method, p_merge);
    if p_merge = 'none' then
        return query
        select
            row_number() over (order by m.exit_seq, m.ordinality), m.ticker,
            case m.direction when 1 then 'long' else 'short' end, m.opened_at, m.closed_at, m.quantity,
            m.entry_price, m.exit_price, v.entry_value, v.pnl, v.fees, v.pnl - v.fees,
            v.pnl::double precision / v.entry_value::double precision, m.closed_at - m.opened_at, m.entry_seq, m.exit_seq,
            paper_internal.order_id(v_prefix, m.entry_order_seq), paper_internal.order_id(v_prefix, m.exit_order_seq),
            m.tag
        from paper_internal.matched_lots(p_account_id, v_epoch.from_seq, v_epoch.seq, p_method, 'none')
        with ordinality as m
        cross join lateral (
            select
                m.quantity * m.entry_price as entry_value,
                m.direction * m.quantity * (m.exit_price - m.entry_price) as pnl,
                m.entry_fee + m.exit_fee as fees
            -- Computed once for each trip, not for each of its uses.
            offset 0
        ) as v
        where m.exit_seq is not null
        order by m.exit_seq, m.ordinality;
        return;
    end if;

    -- All that one exit closed is one trip, of the entry that it closed first.
    return query
    select
        row_number() over (order by t.exit_seq), t.ticker, case t.direction when 1 then 'long' else 'short' end,
        t.opened_at, t.closed_at, t.quantity, t.entry_price, t.exit_price, t.entry_value, v.pnl, t.fees, v.pnl - t.fees,
        v.pnl::double precision / t.entry_value::double precision, t.closed_at - t.opened_at, t.entry_seq, t.exit_seq,
        paper_internal.order_id(v_prefix, t.entry_order_seq), paper_internal.order_id(v_prefix, t.exit_order_seq), t.tag
    from (
        select
            m.ticker, m.direction, m.closed_at, m.exit_price, m.exit_seq, m.exit_order_seq,
            sum(m.quantity) as quantity, sum(m.quantity * m.entry_price) as entry_value,
            paper_internal.average_price(sum(m.quantity * m.entry_price), sum(m.quantity)) as entry_price,
            sum(m.entry_fee + m.exit_fee) as fees,
            (array_agg(m.opened_at order by m.ordinality))[1] as opened_at,
            (array_agg(m.entry_seq order by m.ordinality))[1] as entry_seq,
            (array_agg(m.entry_order_seq order by m.ordinality))[1] as entry_order_seq,
            (array_agg(m.tag order by m.ordinality))[1] as tag
        from paper_internal.matched_lots(p_account_id, v_epoch.from_seq, v_epoch.seq, p_method, 'day')
        with ordinality as m
        where m.exit_seq is not null
        group by m.ticker, m.direction, m.exit_seq, m.closed_at, m.exit_price, m.exit_order_seq
    ) as t
    cross join lateral (
        select t.direction * (t.quantity * t.exit_price - t.entry_value) as pnl
    ) as v
    order by t.exit_seq;
end
$$;

comment on function paper.round_trips is
'What was opened and closed again, in the order of the exits, numbered by trip: a row for each lot and each fill that
closed of it, with its share of their fees. Lots are chosen by p_method: fifo, lifo, hifo (the highest entry price; of
equal ones the oldest), or average (one lot for each ticker, at its average entry price, as the journal has it: then the
sum of pnl is realized_pnl). p_merge day makes one fill of those of a ticker that follow each other on the same side of
a day (of the session''s time zone), at their average price, and one trip of all that such a fill closes. A fill through
zero closes with one part and opens with the other. pnl is gross of fees, net_pnl after them, return = pnl /
entry_value; side is long or short, tag the option of the order that opened. Of the epoch that p_at falls in (null: the
current one) up to p_at, or of number p_epoch of paper.epochs. Raises ZP001, ZP004.';
