-- The orders of a scene when much has happened: the ones that new market data
-- reaches, each with the event that reaches it first, and what of the market
-- data can matter. p_seqs are orders that are in it whatever happened.
create or replace function paper_internal.scene_of_many(
    p_scene paper_internal.scene,
    p_from_seqs bigint[],
    p_to_seqs bigint[],
    p_seqs bigint[],
    p_bars_at_close boolean
) returns paper_internal.scene
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_scene paper_internal.scene := p_scene;
    v_account_id constant text := (p_scene.watches[1]).account_id::text;
begin
    -- The new market data as events; and the orders it reaches, each with the event that reaches it first, which is
    -- where the running extreme of the price that it waits for passes it.
    with acts as materialized (
        select
            row_number() over (order by a.at, a.ticker_no, a.tape_seq, a.phase)::integer as no,
            a.*,
            case a.phase when 'quote' then a.ask when 'open' then a.open when 'range' then a.low else a.price end
                as buy_low,
            case a.phase when 'quote' then a.ask when 'open' then a.open when 'range' then a.high else a.price end
                as buy_high,
            case a.phase when 'quote' then a.bid when 'open' then a.open when 'range' then a.low else a.price end
                as sell_low,
            case a.phase when 'quote' then a.bid when 'open' then a.open when 'range' then a.high else a.price end
                as sell_high
        from paper_internal.acts_of(v_scene.tickers, p_from_seqs, p_to_seqs, p_bars_at_close) as a
    ),

    extremes as (
        select
            e.n,
            array_agg(e.no order by e.no) as nos,
            array_agg(e.buy_limit order by e.no) as buy_limits,
            array_agg(e.sell_limit order by e.no) as sell_limits,
            array_agg(e.buy_stop order by e.no) as buy_stops,
            array_agg(e.sell_stop order by e.no) as sell_stops,
            min(e.buy_low) as lowest_ask,
            max(e.sell_high) as highest_bid,
            max(e.buy_high) as highest_ask,
            min(e.sell_low) as lowest_bid
        from (
            select
                a.ticker_no as n,
                a.no,
                a.buy_low,
                a.buy_high,
                a.sell_low,
                a.sell_high,
                max(coalesce(-a.buy_low, -1e16)::float8) over w as buy_limit,
                max(coalesce(a.sell_high, -1e16)::float8) over w as sell_limit,
                max(coalesce(a.buy_high, -1e16)::float8) over w as buy_stop,
                max(coalesce(-a.sell_low, -1e16)::float8) over w as sell_stop
            from acts as a
            window w as (partition by a.ticker_no order by a.no)
        ) as e
        group by e.n
    ),

    reached as (
        select
            k.seq,
            -- Floats search faster. They may find an event that is too early, never one too late: rounding keeps the
            -- order, and the price looked for is lowered by more than it rounds. The test itself is exact.
            x.nos[1 + coalesce(width_bucket(k.price - abs(k.price) * 1e-15, case k.kind
                when 'buy_limit' then x.buy_limits
                when 'sell_limit' then x.sell_limits
                when 'buy_stop' then x.buy_stops
                when 'sell_stop' then x.sell_stops
            end), 0)] as no,
            x.n
        from extremes as x
        cross join lateral (
            select i.seq, i.kind, null::float8 as price
            from paper_internal.working as i
            where i.account_id = v_account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'any'
            union all
            select i.seq, i.kind, -i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = v_account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'buy_limit'
                and i.trigger_price >= x.lowest_ask
            union all
            select i.seq, i.kind, i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = v_account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'sell_limit'
                and i.trigger_price <= x.highest_bid
            union all
            select i.seq, i.kind, i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = v_account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'buy_stop'
                and i.trigger_price <= x.highest_ask
            union all
            select i.seq, i.kind, -i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = v_account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'sell_stop'
                and i.trigger_price >= x.lowest_bid
        ) as k
        union all
        select s.seq, null::integer, null::bigint from unnest(p_seqs) as s (seq)
    ),

    -- What comes before reaches no order. Of it only the newest of each kind matters, for the market as it stands
    -- then, unless displayed size that was taken is followed, or something expires meanwhile.
    starts as materialized (
        select
            jsonb_object_agg(t.n, case
                when t.bid_left is null and t.ask_left is null and not v_scene.is_due then coalesce(m.no, 2147483647)
                else 0
            end) as nos
        from unnest(v_scene.watches) with ordinality as t (
            account_id, ticker, checked_seq, expires_at, quote_at, bid, bid_size, bid_left, ask, ask_size, ask_left,
            trade_at, last, close, n
        )
        left join (select r.n, min(r.no) as no from reached as r where r.n is not null group by r.n) as m on t.n = m.n
    ),

    kept as (
        select k.*, k.next_no is null as is_last
        from (
            select
                a.*,
                (s.nos ->> a.ticker_no::text)::integer as start_no,
                lead(a.no) over (partition by a.ticker_no, a.phase order by a.no) as next_no
            from acts as a
            cross join starts as s
        ) as k
        where k.no >= k.start_no or coalesce(k.next_no >= k.start_no, true)
    ),

    in_hand as (
        select o.stored, r.no, o.seq
        from (select i.seq, min(i.no) as no from reached as i group by i.seq) as r
        cross join lateral (
            select i as stored, i.seq
            from paper_internal.orders as i
            where i.account_id = v_account_id and i.seq = r.seq
                and i.status in ('pending', 'accepted', 'partially_filled')
            limit 1
        ) as o
    )

    select
        coalesce((
            select array_agg(row(
                a.at, a.ticker_no, a.tape_seq, a.phase, a.starts_at, a.ends_at, a.bid, a.ask, a.bid_size, a.ask_size,
                a.open, a.high, a.low, a.price, a.size, a.no, a.is_last
            )::paper_internal.market_event order by a.no)
            from kept as a
        ), '{}'),
        coalesce(array_agg(h.stored order by h.no, h.seq), '{}'),
        coalesce(array_agg(h.no order by h.no, h.seq), '{}')
    into v_scene.events, v_scene.orders, v_scene.firsts
    from in_hand as h;
    return v_scene;
end
$$;
