-- What simulate() begins with. Read-only, set-based, by the keys: an account
-- with many open orders costs no more than one whose few the market reaches.
create or replace function paper_internal.market_scene(
    p_account paper_internal.accounts,
    p_requests paper_internal.step[],
    p_now timestamptz,
    p_bars_at_close boolean,
    p_market paper_internal.market[]
) returns paper_internal.scene
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_scene paper_internal.scene;
    v_from bigint[];
begin
    -- The tickers: where new market data or an expiry can matter, and those of the requests.
    select array_agg(distinct t.ticker::text collate "C" order by t.ticker::text collate "C") into v_scene.tickers
    from (
        select w.ticker
        from paper_internal.watches as w
        left join lateral (
            select i.tape_seq from paper_internal.market as i where p_market is null and i.ticker = w.ticker
            union all
            select i.tape_seq from unnest(p_market) as i where i.ticker = w.ticker
            limit 1
        ) as m on true
        where
            w.account_id = p_account.account_id
            and (m.tape_seq > w.checked_seq or w.expires_at < p_now)
            and (w.bid_left is not null or w.ask_left is not null or (
                select true
                from paper_internal.working as k
                where k.account_id = w.account_id and k.ticker = w.ticker
                limit 1
            ))
        union all
        select r.ticker from unnest(p_requests) as r where r.ticker is not null
    ) as t;
    if v_scene.tickers is null then
        return v_scene;
    end if;

    -- As it stood where the account last looked; or as it stands now, where what came in between cannot matter:
    -- it reached no open order, none has expired, and nothing was taken of the displayed size.
    select
        array_agg(
            case
                when s.is_followed then row(
                    p_account.account_id, s.ticker, s.tape_seq, (s.watch).expires_at,
                    (s.watch).quote_at, (s.watch).bid, (s.watch).bid_size, (s.watch).bid_left,
                    (s.watch).ask, (s.watch).ask_size, (s.watch).ask_left,
                    (s.watch).trade_at, (s.watch).last, (s.watch).close
                )::paper_internal.watches
                else row(
                    p_account.account_id, s.ticker, s.tape_seq, case when s.has_open then (s.watch).expires_at end,
                    (s.newest).quote_at, (s.newest).bid, (s.newest).bid_size, null,
                    (s.newest).ask, (s.newest).ask_size, null,
                    (s.newest).trade_at, (s.newest).last, (s.newest).close
                )::paper_internal.watches
            end
            order by s.n
        ),
        array_agg(case when s.is_followed then (s.watch).checked_seq else s.tape_seq end order by s.n),
        array_agg(coalesce(s.quantity, 0) order by s.n),
        array_agg(coalesce(s.reserved, 0) order by s.n)
    into v_scene.watches, v_from, v_scene.held, v_scene.claimed
    from (
        select
            t.n,
            t.ticker,
            w.watch,
            m.newest,
            greatest((m.newest).tape_seq, 0) as tape_seq,
            p.quantity,
            p.reserved,
            k.has_open,
            coalesce((w.watch).bid_left is not null or (w.watch).ask_left is not null or (k.has_open and (
                (w.watch).expires_at < p_now or (
                    select true
                    from paper_internal.tape_reaches(t.ticker, (w.watch).checked_seq, (m.newest).tape_seq) as r
                    cross join lateral (
                        select i.seq
                        from paper_internal.working as i
                        where
                            i.account_id = p_account.account_id
                            and i.ticker = t.ticker
                            and i.kind = r.kind
                            and (i.kind = 'any' or i.trigger_price >= r.from_price and i.trigger_price <= r.to_price)
                        limit 1
                    ) as o
                    limit 1
                )
            )), false) as is_followed
        from unnest(v_scene.tickers) with ordinality as t (ticker, n)
        left join lateral (
            select i as watch, true as is_watched
            from paper_internal.watches as i
            where i.account_id = p_account.account_id and i.ticker = t.ticker
            limit 1
        ) as w on true
        left join lateral (
            select true as has_open
            from paper_internal.working as i
            where w.is_watched and i.account_id = p_account.account_id and i.ticker = t.ticker
            limit 1
        ) as k on true
        left join lateral (
            select i as newest from paper_internal.market as i where p_market is null and i.ticker = t.ticker
            union all
            select i from unnest(p_market) as i where i.ticker = t.ticker
            limit 1
        ) as m on true
        left join lateral (
            select i.quantity::numeric as quantity, i.reserved::numeric as reserved
            from paper_internal.positions as i
            where
                get_bit(p_account.position_filter, paper_internal.ticker_bit(t.ticker)) = 1
                and i.account_id = p_account.account_id
                and i.ticker = t.ticker
            limit 1
        ) as p on true
        offset 0
    ) as s;

    v_scene.events := array[]::paper_internal.market_event[];
    v_scene.orders := array[]::paper_internal.orders[];
    v_scene.firsts := array[]::integer[];
    if not exists (
        select from unnest(v_from, v_scene.watches) as w (
            from_seq, account_id, ticker, to_seq, expires_at, quote_at, bid, bid_size, bid_left, ask, ask_size, ask_left,
            trade_at, last, close
        )
        where w.from_seq < w.to_seq or w.expires_at < p_now
    ) and not exists (
        select from unnest(p_requests) as r where r.order_seq is not null or r.options ? 'oco_group'
    ) then
        return v_scene;
    end if;

    -- The new market data as events; and the orders it reaches, each with the event that reaches it first, which is
    -- where the running extreme of the price that it waits for passes it.
    with acts as materialized (
        select
            row_number() over (order by a.at, a.n, a.tape_seq, a.phase)::integer as no,
            a.*,
            case a.phase when 'quote' then a.ask when 'open' then a.open when 'range' then a.low else a.price end
                as buy_low,
            case a.phase when 'quote' then a.ask when 'open' then a.open when 'range' then a.high else a.price end
                as buy_high,
            case a.phase when 'quote' then a.bid when 'open' then a.open when 'range' then a.low else a.price end
                as sell_low,
            case a.phase when 'quote' then a.bid when 'open' then a.open when 'range' then a.high else a.price end
                as sell_high
        from (
            select
                t.n,
                x.tape_seq,
                p.phase,
                case p.phase when 'open' then x.starts_at else x.at end as at,
                x.starts_at,
                case when x.starts_at is not null then x.at end as ends_at,
                x.bid::numeric as bid, x.ask::numeric as ask,
                x.bid_size::numeric as bid_size, x.ask_size::numeric as ask_size,
                x.open::numeric as open, x.high::numeric as high, x.low::numeric as low,
                x.price::numeric as price, x.size::numeric as size,
                t.bid_left is null and t.ask_left is null and (t.expires_at < p_now) is not true as is_calm
            from unnest(v_scene.tickers, v_from, v_scene.watches) with ordinality as t (
                ticker, from_seq, account_id, watched, to_seq, expires_at, quote_at, bid, bid_size, bid_left,
                ask, ask_size, ask_left, trade_at, last, close, n
            )
            cross join lateral (
                select i.*
                from paper_internal.tape as i
                where i.ticker = t.ticker and i.tape_seq > t.from_seq and i.tape_seq <= t.to_seq
            ) as x
            cross join lateral unnest(case
                when x.kind = 'quote' then array['quote']::paper_internal.phase[]
                when x.kind = 'trade' then array['trade']::paper_internal.phase[]
                when p_bars_at_close then array['close']::paper_internal.phase[]
                else array['open', 'range']::paper_internal.phase[]
            end) as p (phase)
            where t.from_seq < t.to_seq
        ) as a
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
                a.n,
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
            window w as (partition by a.n order by a.no)
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
            where i.account_id = p_account.account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'any'
            union all
            select i.seq, i.kind, -i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = p_account.account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'buy_limit'
                and i.trigger_price >= x.lowest_ask
            union all
            select i.seq, i.kind, i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = p_account.account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'sell_limit'
                and i.trigger_price <= x.highest_bid
            union all
            select i.seq, i.kind, i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = p_account.account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'buy_stop'
                and i.trigger_price <= x.highest_ask
            union all
            select i.seq, i.kind, -i.trigger_price::float8
            from paper_internal.working as i
            where i.account_id = p_account.account_id and i.ticker = v_scene.tickers[x.n] and i.kind = 'sell_stop'
                and i.trigger_price >= x.lowest_bid
        ) as k
        union all
        -- Those that are due.
        select k.seq, null::integer, null::bigint
        from unnest(v_scene.watches) as t
        cross join lateral (
            select i.seq
            from paper_internal.working as i
            where i.account_id = t.account_id and i.ticker = t.ticker and i.expires_at < p_now
        ) as k
        where t.expires_at < p_now
        union all
        -- Those that the requests name, or whose group they join.
        select r.order_seq, null::integer, null::bigint from unnest(p_requests) as r where r.order_seq is not null
        union all
        select o.seq, null::integer, null::bigint
        from unnest(p_requests) as r
        cross join lateral (
            select i.seq
            from paper_internal.orders as i
            where i.account_id = p_account.account_id and i.oco_group = r.options ->> 'oco_group'
                and i.ticker = r.ticker
        ) as o
        where r.options ? 'oco_group'
    ),

    -- What comes before reaches no order. Of it only the newest of each kind matters, for the market as it stands
    -- then, unless displayed size that was taken is followed, or something expires meanwhile.
    starts as materialized (
        select jsonb_object_agg(m.n, m.no) as nos
        from (select r.n, min(r.no) as no from reached as r where r.n is not null group by r.n) as m
    ),

    kept as (
        select k.*, k.next_no is null as is_last
        from (
            select
                a.*,
                case when a.is_calm then coalesce((s.nos ->> a.n::text)::integer, 2147483647) else 0 end as start_no,
                lead(a.no) over (partition by a.n, a.phase order by a.no) as next_no
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
            where i.account_id = p_account.account_id and i.seq = r.seq
                and i.status in ('pending', 'accepted', 'partially_filled')
            limit 1
        ) as o
    )

    select
        coalesce((
            select array_agg(row(
                a.at, a.n, a.tape_seq, a.phase, a.starts_at, a.ends_at, a.bid, a.ask, a.bid_size, a.ask_size,
                a.open, a.high, a.low, a.price, a.size, a.no, a.is_last
            )::paper_internal.market_event order by a.no)
            from kept as a
        ), '{}'),
        coalesce(array_agg(h.stored order by h.no, h.seq), '{}'),
        coalesce(array_agg(h.no order by h.no, h.seq), '{}')
    into v_scene.events, v_scene.orders, v_scene.firsts
    from in_hand as h;

    -- The rest of their groups.
    if exists (
        select from unnest(v_scene.orders) as o where o.parent_seq is not null or o.oco_seq is not null
    ) then
        select
            v_scene.orders || coalesce(array_agg(g.stored order by g.seq), '{}'),
            v_scene.firsts || coalesce(array_agg(null::integer), '{}')
        into v_scene.orders, v_scene.firsts
        from (
            select distinct on (m.seq) m.stored, m.seq
            from unnest(v_scene.orders) as h
            cross join lateral (
                select i as stored, i.seq
                from paper_internal.orders as i
                where i.account_id = p_account.account_id and i.parent_seq = h.parent_seq
                    and i.status in ('pending', 'accepted', 'partially_filled')
                union all
                select i, i.seq
                from paper_internal.orders as i
                where i.account_id = p_account.account_id and i.oco_seq = h.oco_seq
                    and i.status in ('pending', 'accepted', 'partially_filled')
            ) as m
            where
                (h.parent_seq is not null or h.oco_seq is not null)
                and not exists (select from unnest(v_scene.orders) as o where o.seq = m.seq)
            order by m.seq
        ) as g;
    end if;
    return v_scene;
end
$$;
