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
    -- New market data of which an open order may be tested against each, rather than searched for the first to reach it.
    v_few constant bigint := 4::bigint;
    v_scene paper_internal.scene;
    v_present paper_internal.watches[];
    v_is_unsure boolean[];
    v_is_gone boolean;
    v_reached bigint[];
    v_from bigint[];
    v_to bigint[];
    v_news bigint;
    v_is_few boolean;
    v_names_orders boolean;
    v_seqs bigint[] := array[]::bigint[];
    v_has_groups boolean;
    v_n bigint;
begin
    -- The tickers: where new market data or an expiry can matter, and those of the requests. Each as it stood where the
    -- account last looked; or as it stands now, where nothing was open and nothing was taken of the displayed size.
    select
        array_agg(s.ticker),
        array_agg(
            case
                when s.is_followed then row(
                    p_account.account_id, s.ticker, s.tape_seq, (s.watch).expires_at,
                    (s.watch).quote_at, (s.watch).bid, (s.watch).bid_size, (s.watch).bid_left,
                    (s.watch).ask, (s.watch).ask_size, (s.watch).ask_left,
                    (s.watch).trade_at, (s.watch).last, (s.watch).close
                )::paper_internal.watches
                else s.present
            end
        ),
        array_agg(s.present),
        array_agg(s.is_followed and s.has_news and not s.is_due),
        array_agg(case when s.is_followed then (s.watch).checked_seq else s.tape_seq end),
        array_agg(s.tape_seq),
        coalesce(sum(s.tape_seq - (s.watch).checked_seq) filter (where s.is_followed), 0)::bigint,
        array_agg(s.position) filter (where s.position is not null),
        array_agg(coalesce((s.position).quantity::numeric, 0)),
        array_agg(coalesce((s.position).reserved::numeric, 0)),
        array_agg(s.has_calendar),
        coalesce(bool_or(s.is_followed and (s.watch).expires_at < p_now), false),
        (
            select coalesce(bool_or(r.order_seq is not null or r.options ? 'oco_group'), false)
            from unnest(p_requests) as r
        )
    into
        v_scene.tickers, v_scene.watches, v_present, v_is_unsure, v_from, v_to, v_news,
        v_scene.positions, v_scene.held, v_scene.claimed, v_scene.has_calendar, v_scene.is_due, v_names_orders
    from (
        select
            l.*,
            l.is_taken or l.is_due or (l.has_news and l.has_open) is true as is_followed,
            row(
                p_account.account_id, l.ticker, l.tape_seq, case when l.has_open then (l.watch).expires_at end,
                (l.newest).quote_at, (l.newest).bid, (l.newest).bid_size, null,
                (l.newest).ask, (l.newest).ask_size, null,
                (l.newest).trade_at, (l.newest).last, (l.newest).close
            )::paper_internal.watches as present
        from (
            select
                t.ticker,
                w.watch,
                m.newest,
                greatest((m.newest).tape_seq, 0) as tape_seq,
                p.position,
                k.has_open,
                exists (
                    select from paper_internal.instruments as i where i.ticker = t.ticker and i.calendar is not null
                ) as has_calendar,
                coalesce((w.watch).bid_left is not null or (w.watch).ask_left is not null, false) as is_taken,
                coalesce(k.has_open and (w.watch).expires_at < p_now, false) as is_due,
                coalesce((m.newest).tape_seq > (w.watch).checked_seq, false) as has_news
            from (
                select i.ticker::text collate "C" as ticker
                from paper_internal.watches as i
                left join lateral (
                    select m.tape_seq from paper_internal.market as m where p_market is null and m.ticker = i.ticker
                    union all
                    select m.tape_seq from unnest(p_market) as m where m.ticker = i.ticker
                    limit 1
                ) as m on true
                where
                    i.account_id = p_account.account_id
                    and (m.tape_seq > i.checked_seq or i.expires_at < p_now)
                    and (i.bid_left is not null or i.ask_left is not null or (
                        select true
                        from paper_internal.working as k
                        where k.account_id = i.account_id and k.ticker = i.ticker
                        limit 1
                    ))
                union
                select r.ticker collate "C" from unnest(p_requests) as r where r.ticker is not null
            ) as t
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
                select i as position
                from paper_internal.positions as i
                where
                    get_bit(p_account.position_filter, paper_internal.ticker_bit(t.ticker)) = 1
                    and i.account_id = p_account.account_id
                    and i.ticker = t.ticker
                limit 1
            ) as p on true
            order by t.ticker
            offset 0
        ) as l
    ) as s;

    -- Which orders the news reaches. Where it reaches none, and displayed size that was taken is not displayed any more,
    -- the market is what it is now.
    v_is_few := v_news <= v_few;
    if v_news > 0 then
        for v_n, v_is_gone, v_reached in
            select
                t.n,
                t.is_unsure and (t.bid_left is null or exists (
                    select
                    from paper_internal.tape as i
                    where
                        i.ticker = t.ticker and i.tape_seq > t.from_seq and i.tape_seq <= t.to_seq
                        and i.kind = 'quote' and i.bid is distinct from t.bid
                )) and (t.ask_left is null or exists (
                    select
                    from paper_internal.tape as i
                    where
                        i.ticker = t.ticker and i.tape_seq > t.from_seq and i.tape_seq <= t.to_seq
                        and i.kind = 'quote' and i.ask is distinct from t.ask
                )),
                array(
                    select w.seq
                    from paper_internal.working_reached(p_account.account_id::text, t.ticker::text, t.from_seq, t.to_seq) as w
                    limit case when not v_is_few then 1 end
                )
            from unnest(v_from, v_to, v_is_unsure, v_scene.watches) with ordinality as t (
                from_seq, to_seq, is_unsure, account_id, ticker, checked_seq, expires_at, quote_at, bid, bid_size, bid_left,
                ask, ask_size, ask_left, trade_at, last, close, n
            )
            where t.from_seq < t.to_seq and (t.is_unsure or v_is_few)
        loop
            if v_reached <> '{}' then
                v_seqs := v_seqs || v_reached;
            elsif v_is_gone then
                v_scene.watches[v_n] := v_present[v_n];
                v_news := v_news - (v_to[v_n] - v_from[v_n]);
                v_from[v_n] := v_to[v_n];
            end if;
        end loop;
    end if;

    v_scene.events := array[]::paper_internal.market_event[];
    v_scene.orders := array[]::paper_internal.orders[];
    v_scene.firsts := array[]::integer[];
    if v_scene.tickers is null or not (v_news > 0 or v_scene.is_due or v_names_orders) then
        return v_scene;
    end if;

    -- The orders that are due, that the requests name, or whose group they join.
    if v_scene.is_due then
        v_seqs := v_seqs || array(
            select i.seq
            from unnest(v_scene.watches) as t
            cross join lateral (
                select k.seq
                from paper_internal.working as k
                where k.account_id = t.account_id and k.ticker = t.ticker and k.expires_at < p_now
            ) as i
            where t.expires_at < p_now
        );
    end if;
    if v_names_orders then
        v_seqs := v_seqs || array(
            select r.order_seq from unnest(p_requests) as r where r.order_seq is not null
            union all
            select o.seq
            from unnest(p_requests) as r
            cross join lateral (
                select i.seq
                from paper_internal.orders as i
                where
                    i.account_id = p_account.account_id
                    and i.oco_group = r.options ->> 'oco_group'
                    and i.ticker = r.ticker
            ) as o
            where r.options ? 'oco_group'
        );
    end if;

    if v_news > 0 and not v_is_few then
        v_scene := paper_internal.scene_of_many(v_scene, v_from, v_to, v_seqs, p_bars_at_close);
        v_has_groups := true;
    else
        -- Of so few each is tested against all the orders that one of them reaches: an order may be in hand too early.
        if v_news > 0 then
            select
                array_agg(row(
                    a.at, a.ticker_no, a.tape_seq, a.phase, a.starts_at, a.ends_at, a.bid, a.ask, a.bid_size, a.ask_size,
                    a.open, a.high, a.low, a.price, a.size, 1, true
                )::paper_internal.market_event order by a.at, a.ticker_no, a.tape_seq, a.phase)
            into v_scene.events
            from paper_internal.acts_of(v_scene.tickers, v_from, v_to, p_bars_at_close) as a;
        end if;
        select
            coalesce(array_agg(i order by i.seq), '{}'),
            coalesce(bool_or(i.parent_seq is not null or i.oco_seq is not null), false)
        into v_scene.orders, v_has_groups
        from paper_internal.orders as i
        where
            i.account_id = p_account.account_id
            and i.seq = any(v_seqs)
            and i.status in ('pending', 'accepted', 'partially_filled');
        v_scene.firsts := array_fill(1, array[cardinality(v_scene.orders)]);
    end if;

    -- The rest of their groups.
    if v_has_groups then
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
