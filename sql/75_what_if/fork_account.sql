create or replace function paper.fork_account(
    p_account_id text, p_new_account_id text, p_seq bigint default null, p_at timestamptz default null
) returns paper.accounts
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
set timezone = 'UTC'
as $$
declare
    v_source paper_internal.accounts;
    v_request jsonb := jsonb_build_object('fork', jsonb_build_object(
        'account_id', p_account_id, 'seq', p_seq, 'at', p_at
    ));
    v_origin jsonb;
    v_seq bigint;
    v_quiet_seq bigint;
    v_difference jsonb;
begin
    perform paper_internal.require_serializable();
    v_source := paper_internal.usable_account(p_account_id);
    if paper_internal.is_made(p_new_account_id, v_request) then
        return paper_internal.account_of(p_new_account_id);
    end if;

    v_seq := coalesce(p_seq, case when p_at is not null then paper.seq_at(p_account_id, p_at) end, v_source.seq);
    if p_seq is not null and p_at is not null then
        perform paper_internal.raise_problem('give a seq or a time, not both');
    elsif p_seq is not null and p_seq not between 1 and v_source.seq then
        perform paper_internal.raise_problem('seq must be between 1 and ' || v_source.seq::text);
    elsif v_seq = 0 then
        perform paper_internal.raise_problem('the account was opened after that time');
    end if;
    v_origin := jsonb_build_object('request', v_request, 'seq', v_seq) || case
        when v_source.origin ? 'foreign_tape_to'
            then jsonb_build_object('foreign_tape_to', least(v_seq, (v_source.origin -> 'foreign_tape_to')::bigint))
        else '{}'
    end;

    if v_seq = v_source.seq then
        perform paper_internal.copy_head(v_source, p_new_account_id, v_origin);
    else
        -- What was open there is lived again, from the last row before with nothing open.
        select q.seq into v_quiet_seq
        from unnest(paper_internal.quiet_seqs(p_account_id, v_seq)) as q (seq)
        where q.seq = 1 or paper_internal.is_renewed(p_account_id, q.seq, v_seq)
        order by q.seq desc
        limit 1;
        perform paper_internal.copy_books(v_source, p_new_account_id, v_quiet_seq, v_origin);
        if v_quiet_seq < v_seq then
            perform paper_internal.relive(v_source, p_new_account_id, v_quiet_seq, v_seq, null);
            -- The row that ends a replaced order comes before that of the request.
            if (
                select a.seq from paper_internal.accounts as a where a.account_id = p_new_account_id
            ) > v_seq or (
                select j.event_type = 'replaced'
                from paper_internal.journal as j
                where j.account_id = p_account_id and j.seq = v_seq
            ) then
                perform paper_internal.raise_not_restored(
                    p_account_id, v_seq, 'the rows after it belong to the same change',
                    'ask for an earlier or a later row, or for a time'
                );
            end if;
            v_difference := paper_internal.first_difference(p_account_id, p_new_account_id, v_quiet_seq, v_seq);
            if v_difference is not null then
                perform paper_internal.raise_not_restored(
                    p_account_id, v_seq, 'lived again, row ' || (v_difference ->> 'seq') || ' comes out differently',
                    'market data were fed late, or a calendar has changed since; fork the account at its newest row',
                    v_difference
                );
            end if;
        end if;
    end if;
    return paper_internal.account_of(p_new_account_id);
end
$$;

comment on function paper.fork_account is
'Copies an account, as it stood after a row of its journal (p_seq) or at a time (p_at), else as it stands, into a new
account of the caller: the same rows up to there, with the same keys, times and seqs, and all that is folded from them.
Orders open there are open in the fork, and have seen as much of the tape. The ids of its orders are its own. The same
call again returns the fork as it stands; raises ZP001, ZP003, ZP004, ZP006, and ZP010 where an account cannot be
brought back as it was.';
