create or replace function paper_internal.epoch_of(
    p_account_id text,
    p_at timestamptz,
    p_epoch integer,
    out prefix text,
    out mark text,
    out from_seq bigint,
    out seq bigint,
    out at timestamptz
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_at constant timestamptz := nullif(p_at, 'infinity');
    v_account paper_internal.accounts;
    v_end paper_internal.journal;
begin
    -- What analysis is about: the epoch asked for, else the one that p_at falls in, from its first row to the last one at
    -- p_at. No seq when there is nothing yet. Without p_at the end of the epoch, marked to the newest market data.
    perform paper_internal.require_visible(p_account_id);
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    prefix := v_account.prefix;
    mark := v_account.settings ->> 'mark';
    seq := case when v_at is null then v_account.seq else paper.seq_at(p_account_id, p_at) end;
    if p_epoch is null and seq >= v_account.epoch_seq or p_epoch = 1 and v_account.epoch_seq = 1 then
        from_seq := v_account.epoch_seq;
    elsif p_epoch is null then
        from_seq := coalesce((
            select j.seq
            from paper_internal.journal as j
            where
                j.account_id = p_account_id and j.amount is not null and j.event_type = 'reset'
                and j.seq <= epoch_of.seq
            order by j.seq desc
            limit 1
        ), 1);
    else
        from_seq := case
            when p_epoch = 1 then 1
            when p_epoch > 1
                then (
                    select j.seq
                    from paper_internal.journal as j
                    where j.account_id = p_account_id and j.amount is not null and j.event_type = 'reset'
                    order by j.seq
                    offset p_epoch - 2
                    limit 1
                )
        end;
        if from_seq is null then
            perform paper_internal.raise_problem(
                'the account has no epoch ' || p_epoch::text || ', paper.epochs has those it has'
            );
        end if;
    end if;

    at := v_at;
    if from_seq = v_account.epoch_seq then
        if v_at is null then
            at := greatest(v_account.clock, (
                select max(m.newest_at)
                from paper_internal.positions as p
                cross join lateral (
                    select k.newest_at from paper_internal.market as k where k.ticker = p.ticker limit 1
                ) as m
                where p.account_id = p_account_id
            ));
        end if;
    else
        select j.* into v_end
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.amount is not null and j.event_type = 'reset'
            and j.seq > epoch_of.from_seq
        order by j.seq
        limit 1;
        seq := least(seq, v_end.seq - 1);
        at := coalesce(at, v_end.at);
    end if;
    if seq < from_seq then
        seq := null;
    end if;
end
$$;
