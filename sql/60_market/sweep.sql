-- Which accounts new market data may concern. A hint: match_account() is the
-- truth, and a match that finds nothing writes nothing.
--
-- Being stable, all of it sees one snapshot, that of the calling statement. An
-- order and a datum that were written side by side do not see each other: the
-- order is first visible in exactly one sweep, which looks at all that came on
-- the tape after the position it was submitted at. All other orders are found
-- by what came on the tape since the sweep before.
create or replace function paper.sweep(
    out account_ids text[], out positions jsonb, out snapshot pg_snapshot
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_roles text[] := paper_internal.actor_roles();
    v_now timestamptz := paper_internal.server_time();
    v_old paper_internal.sweeps;
    v_newest timestamptz;
    v_found text[];
    v_born text[];
    v_due text[];
begin
    select s.* into v_old
    from paper_internal.sweeps as s
    where s.sweeper = paper_internal.actor() and s.xid_space = paper_internal.xid_space();

    select coalesce(jsonb_object_agg(m.ticker, m.tape_seq), '{}'), max(m.newest_at)
    into positions, v_newest
    from paper_internal.market as m;
    snapshot := pg_current_snapshot();

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
                    i.ticker = m.ticker
                    and i.kind = r.kind
                    and i.trigger_price >= r.from_price
                    and i.trigger_price <= r.to_price
                union all
                select i.account_id
                from paper_internal.working as i
                where i.ticker = m.ticker and i.kind = 'any' and r.kind = 'any'
            ) as w
            where m.tape_seq > o.tape_seq
        );
        v_born := array(
            with born as materialized (
                select w.account_id, w.ticker, w.kind, w.trigger_price, w.seen_seq
                from paper_internal.working as w
                where
                    w.born >= pg_snapshot_xmin(v_old.snapshot)
                    -- Later than now is of another server, and was checked when a sweep began anew in this one.
                    and (w.born < pg_snapshot_xmax(snapshot) or w.born = pg_current_xact_id_if_assigned())
                    and not pg_visible_in_snapshot(w.born, v_old.snapshot)
            ),

            -- Orders of one call have seen the same: the tape after it is read once.
            pieces as materialized (
                select p.ticker, p.seen_seq, r.kind, r.from_price, r.to_price
                from (select distinct b.ticker, b.seen_seq from born as b) as p
                inner join paper_internal.market as m on p.ticker = m.ticker
                cross join lateral paper_internal.tape_reaches(p.ticker, p.seen_seq, m.tape_seq) as r
            )

            select distinct b.account_id::text
            from born as b
            inner join pieces as p
                on
                    b.ticker = p.ticker
                    and b.seen_seq = p.seen_seq
                    and b.kind = p.kind
                    and (p.kind = 'any' or b.trigger_price >= p.from_price and b.trigger_price <= p.to_price)
        );
    end if;

    v_due := array(
        select distinct w.account_id::text
        from paper_internal.working as w
        inner join paper_internal.accounts as a on w.account_id = a.account_id
        where
            w.expires_at <= greatest(v_now, v_newest)
            and w.expires_at <= case a.settings ->> 'clock'
                when 'simulated' then greatest(a.clock, v_newest) else greatest(a.clock, v_now)
            end
    );

    account_ids := array(
        select distinct f.account_id
        from unnest(v_found || v_born || v_due) as f (account_id)
        inner join paper_internal.accounts as a on f.account_id = a.account_id
        where
            a.owner = any(v_roles)
            or exists (
                select
                from paper_internal.account_grants as g
                where g.account_id = a.account_id and g.role_name = any(v_roles)
            )
        order by f.account_id
    );
end
$$;

comment on function paper.sweep is
'Finds the accounts of the caller that new market data or expiries may concern: match each with match_account(), then
hand positions and snapshot to sweep_done(). Read only; call it read committed, in a transaction of its own.';
