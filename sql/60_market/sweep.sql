-- Which accounts new market data may concern. A hint: match_account() is the
-- truth, and a match that finds nothing writes nothing.
--
-- Being stable, all of it sees one snapshot, that of the calling statement.
-- Orders are found by what came on the tape since the sweep before. But an
-- order and a datum that were written side by side do not see each other, and
-- a sweep between their commits saw the datum alone. So the one sweep in which
-- an order is first visible also looks at what lies between the position that
-- it was submitted at and the end of the sweep before.
--
-- However long ago that was, the tape since is read once. Orders are found in
-- the indexes that say "seq > 0", which is true of all and keeps others out.
create or replace function paper.sweep(
    out account_ids text[], out positions jsonb, out snapshot pg_snapshot
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_roles text[] := paper_internal.actor_roles();
    v_now timestamptz := paper_internal.server_time();
    v_old paper_internal.sweeps;
    v_newest timestamptz;
    v_last_xid xid8;
    v_found text[];
    v_born text[];
    v_due text[];
begin
    perform paper_internal.require_unrestricted();
    -- The positions of many tickers are stored compressed: unpacked here, and not again for each of them.
    select s.sweeper, s.positions || '{}', s.snapshot, s.xid_space, s.swept_at into v_old
    from paper_internal.sweeps as s
    where s.sweeper = paper_internal.actor() and s.xid_space = paper_internal.xid_space();

    select coalesce(jsonb_object_agg(m.ticker, m.tape_seq), '{}'), max(m.newest_at)
    into positions, v_newest
    from paper_internal.market as m;
    snapshot := pg_current_snapshot();
    -- Transactions beyond are those of another server, whose data were restored from a dump.
    v_last_xid := greatest(pg_snapshot_xmax(snapshot), pg_current_xact_id_if_assigned());

    if v_old.sweeper is null then
        -- Nothing is known of earlier sweeps here (none yet, or the database was restored from a dump): whatever works
        -- is checked once.
        v_found := array(select distinct w.account_id::text from paper_internal.working as w);
    else
        v_found := array(
            select distinct w.account_id::text
            from paper_internal.market as m
            cross join lateral (
                select coalesce((v_old.positions ->> m.ticker)::bigint, 0) as tape_seq
            ) as o
            cross join lateral paper_internal.tape_reaches(m.ticker, o.tape_seq, m.tape_seq) as r
            -- Two probes, since an "or" of them would read all orders of the ticker.
            cross join lateral (
                select i.account_id
                from paper_internal.working as i
                where
                    i.seq > 0
                    and i.ticker = m.ticker
                    and i.kind = r.kind
                    and i.trigger_price >= r.from_price
                    and i.trigger_price <= r.to_price
                union all
                select i.account_id
                from paper_internal.working as i
                where i.seq > 0 and i.ticker = m.ticker and i.kind = 'any' and r.kind = 'any'
            ) as w
            where m.tape_seq > o.tape_seq
        );
        -- What came since the sweep before has been looked at, for all orders: of the tape before, new orders have
        -- not seen what came between their position and the end of that sweep.
        v_born := array(
            with born as (
                select w.ticker, w.seen_seq, o.tape_seq, array_agg(w) as orders
                from paper_internal.working as w
                cross join lateral (
                    select (v_old.positions ->> w.ticker)::bigint as tape_seq
                ) as o
                where
                    w.seq > 0
                    and w.born >= pg_snapshot_xmin(v_old.snapshot)
                    and w.born <= v_last_xid
                    and not pg_visible_in_snapshot(w.born, v_old.snapshot)
                    and w.seen_seq < o.tape_seq
                group by w.ticker, w.seen_seq, o.tape_seq
            ),

            -- From one such position to the next, so that no datum is read twice.
            pieces as (
                select
                    b.ticker,
                    b.seen_seq,
                    b.orders,
                    lead(b.seen_seq, 1, b.tape_seq) over (partition by b.ticker order by b.seen_seq) as to_seq
                from born as b
            ),

            reached as (
                select p.orders, r.kind, min(r.from_price) over later as from_price, max(r.to_price) over later as to_price
                from pieces as p
                cross join lateral paper_internal.tape_reaches(p.ticker, p.seen_seq, p.to_seq) as r
                window later as (partition by p.ticker, r.kind order by p.seen_seq desc)
            )

            select distinct o.account_id::text
            from reached as r
            cross join lateral unnest(r.orders) as o
            where
                o.kind = r.kind
                and coalesce(o.trigger_price, 0) >= r.from_price
                and coalesce(o.trigger_price, 0) <= r.to_price
        );
    end if;

    -- From the orders to their accounts, never through all accounts. Most orders never expire, which the planner only
    -- believes of a range with two ends.
    v_due := array(
        select distinct w.account_id::text
        from paper_internal.working as w
        cross join lateral (
            select i.settings ->> 'clock' as clock_kind, i.clock
            from paper_internal.accounts as i
            where i.account_id = w.account_id
            limit 1
        ) as a
        where
            w.seq > 0
            and w.expires_at > '-infinity'
            and w.expires_at <= greatest(v_now, v_newest)
            and w.expires_at <= case a.clock_kind
                when 'simulated' then greatest(a.clock, v_newest) else greatest(a.clock, v_now)
            end
    );

    account_ids := array(
        select distinct f.account_id
        from unnest(v_found || v_born || v_due) as f (account_id)
        cross join lateral (
            select i.owner
            from paper_internal.accounts as i
            where i.account_id = f.account_id
            limit 1
        ) as a
        where
            a.owner = any(v_roles)
            or exists (
                select
                from paper_internal.account_grants as g
                where g.account_id = f.account_id and g.role_name = any(v_roles)
            )
        order by f.account_id
    );
end
$$;

comment on function paper.sweep is
'Finds the accounts of the caller that new market data or expiries may concern: match each with match_account(), then
hand positions and snapshot to sweep_done(). Read only; call it read committed, in a transaction of its own.';
