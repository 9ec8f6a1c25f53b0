-- The rows that were exported go in as they are, but for what they are called;
-- what can be folded from them is proven by check() before anything is kept.
create or replace function paper.import_account(
    p_lines jsonb[], p_account_id text default null
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
    v_account_id text;
    v_problem text := paper_internal.export_problem(p_lines);
    v_request jsonb;
    v_account paper_internal.accounts;
    v_is_foreign boolean;
    v_filter bytea := decode(repeat('00', 32), 'hex');
    v_ticker text;
    v_violations jsonb;
begin
    perform paper_internal.require_serializable();
    if v_problem is not null then
        perform paper_internal.raise_unreadable(v_problem);
    end if;
    v_account_id := coalesce(p_account_id, p_lines[1] ->> 'account_id');
    v_request := jsonb_build_object('import', jsonb_build_object(
        'account_id', p_lines[1] ->> 'account_id', 'sha256', p_lines[cardinality(p_lines)] #>> '{end,sha256}'
    ));
    if paper_internal.is_made(v_account_id, v_request) then
        return paper_internal.account_of(v_account_id);
    end if;

    -- What no journal can prove: that the file is of a kind that is known here, and belongs together.
    select 'line ' || l.n::text || ' is none of an export' into v_problem
    from unnest(p_lines) with ordinality as l (line, n)
    where
        l.n > 1 and l.n < cardinality(p_lines)
        and not coalesce(
            jsonb_typeof(l.line) = 'object'
            and l.line ?| '{account,journal,order,position,watch,tape}'
            and (select count(*) from jsonb_object_keys(l.line)) = 1, false
        )
    order by l.n
    limit 1;
    if v_problem is null and (
        jsonb_typeof(p_lines[2] -> 'account') is distinct from 'object'
        or not coalesce(
            p_lines[2] #>> '{account,prefix}' ~ '^[0-9a-f]+$' and length(p_lines[2] #>> '{account,prefix}') = 16
            and substr(p_lines[2] #>> '{account,prefix}', 13, 1) = '8', false
        )
    ) then
        v_problem := 'the account is missing';
    end if;
    if v_problem is not null then
        perform paper_internal.raise_unreadable(v_problem);
    end if;

    begin
        select r.* into v_account
        from jsonb_populate_record(null::paper_internal.accounts, p_lines[2] -> 'account') as r;
        v_is_foreign := exists (
            select
            from unnest(p_lines) as l (line)
            where l.line ? 'tape' and not exists (
                select
                from paper_internal.tape as t
                where
                    t.ticker = l.line #>> '{tape,ticker}' and t.tape_seq = (l.line #>> '{tape,tape_seq}')::bigint
                    and jsonb_strip_nulls(to_jsonb(t) - 'era') = l.line -> 'tape'
            )
        ) or (
            exists (select from unnest(p_lines) as l (line) where l.line #> '{journal,tape_seq}' > '0')
            and not exists (select from unnest(p_lines) as l (line) where l.line ? 'tape')
        );

        v_account.account_id := v_account_id;
        v_account.owner := paper_internal.actor();
        -- The ids of its orders stay, unless they are those of an account that is here.
        if exists (select from paper_internal.accounts as a where a.prefix = v_account.prefix) then
            v_account.prefix := paper_internal.new_prefix();
        end if;
        v_account.origin := jsonb_build_object('request', v_request, 'seq', v_account.seq) || case
            when v_is_foreign then jsonb_build_object('foreign_tape_to', v_account.seq)
            when v_account.origin ? 'foreign_tape_to'
                then jsonb_build_object('foreign_tape_to', v_account.origin -> 'foreign_tape_to')
            else '{}'
        end;
        for v_ticker in
            select l.line #>> '{position,ticker}' from unnest(p_lines) as l (line) where l.line ? 'position'
        loop
            v_filter := set_bit(v_filter, paper_internal.ticker_bit(v_ticker), 1);
        end loop;
        v_account.position_filter := v_filter;
        insert into paper_internal.accounts select v_account.*;

        insert into paper_internal.journal
        select r.*
        from unnest(p_lines) as l (line)
        cross join lateral jsonb_populate_record(
            null::paper_internal.journal, l.line -> 'journal' || jsonb_build_object('account_id', v_account_id)
        ) as r
        where l.line ? 'journal';

        insert into paper_internal.orders
        select r.*
        from unnest(p_lines) as l (line)
        cross join lateral jsonb_populate_record(
            null::paper_internal.orders, l.line -> 'order' || jsonb_build_object('account_id', v_account_id)
        ) as r
        where l.line ? 'order';

        insert into paper_internal.positions
        select r.*
        from unnest(p_lines) as l (line)
        cross join lateral jsonb_populate_record(
            null::paper_internal.positions, l.line -> 'position' || jsonb_build_object('account_id', v_account_id)
        ) as r
        where l.line ? 'position';

        insert into paper_internal.watches
        select
            v_account_id, w.ticker, paper_internal.tape_place(w, t.datum, v_account.clock), w.expires_at, w.quote_at, w.bid, w.bid_size,
            w.bid_left, w.ask, w.ask_size, w.ask_left, w.trade_at, w.last, w.close
        from unnest(p_lines) as l (line)
        cross join lateral jsonb_populate_record(null::paper_internal.watches, l.line -> 'watch') as w
        left join lateral (
            select d.line -> 'tape' as datum
            from unnest(p_lines) as d (line)
            where d.line #>> '{tape,ticker}' = w.ticker and d.line #> '{tape,tape_seq}' = to_jsonb(w.checked_seq)
            limit 1
        ) as t on true
        where l.line ? 'watch';

        -- What can trade, and what it waits for, are of the orders.
        insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, seen_seq, expires_at)
        select
            v_account_id, o.seq, o.ticker, k.kind,
            case
                when k.kind in ('buy_limit', 'sell_limit') then o.limit_price
                when k.kind in ('buy_stop', 'sell_stop') then o.stop_price
            end,
            coalesce(w.checked_seq, 0), o.expires_at
        from paper_internal.orders as o
        cross join lateral (
            select paper_internal.trigger_kind(o.order_type, o.side, o.time_in_force, o.elected) as kind
        ) as k
        left join lateral (
            select i.checked_seq
            from paper_internal.watches as i
            where i.account_id = v_account_id and i.ticker = o.ticker
            limit 1
        ) as w on true
        where
            o.account_id = v_account_id
            and (
                o.status in ('accepted', 'partially_filled')
                or (o.status = 'pending' and o.parent_seq is null)
            );
    exception
        when check_violation or not_null_violation or unique_violation or data_exception then
            perform paper_internal.raise_unreadable('a row of it is none of an account', sqlerrm);
    end;

    select jsonb_agg(to_jsonb(c)) into v_violations from paper.check(v_account_id) as c;
    if v_violations is not null then
        perform paper_internal.raise_unreadable(
            'its books are not right, in ' || jsonb_array_length(v_violations)::text || ' places', v_violations::text
        );
    end if;
    return paper_internal.account_of(v_account_id);
end
$$;

comment on function paper.import_account is
'Makes an account of the lines that export_account() returned, under its name or another one, owned by the caller: it
trades on, and its keys return the stored outcomes. The ids of its orders stay, unless the account they are of is here
too. What is cut off, changed or does not pass check() raises ZP011, and nothing is written. On a server whose market
data are others, it has seen what is not later than what it saw. The same call again returns the account as it stands;
raises ZP003, ZP004, ZP006, ZP011.';
