-- Lives rows of one journal again, in another account: makes the same requests
-- at the same times, with as much of the tape applied as there was then, and
-- lets simulate() and advance() do with them what they do.
--
--   p_source       the account that lived them
--   p_account_id   the one that lives them again; it stands where the source stood after p_after_seq
--   p_to_seq       the last row
--   p_settings     what is to be otherwise; null: nothing, and the same must come of it
--
-- A row is a request, or what came of one, or what the market or the time did.
-- Requests are made again, those of one time together. What came of them comes
-- again, or does not. For a row of the market the tape is applied up to its
-- datum; before a request it is applied, in tickers with something open, up to
-- what is not later than the request, and no further than the next row in that
-- ticker, of whose datum that is known.
create or replace function paper_internal.relive(
    p_source paper_internal.accounts,
    p_account_id text,
    p_after_seq bigint,
    p_to_seq bigint,
    p_settings jsonb
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_same constant boolean := p_settings is null;
    v_account paper_internal.accounts;
    v_in_market boolean;
    v_source_in_market boolean;
    v_tickers text[] := array(
        select distinct j.ticker::text collate "C"
        from paper_internal.journal as j
        where j.account_id = p_source.account_id and j.seq > p_after_seq and j.ticker is not null
        order by 1
    );
    v_no_needs constant bigint[] := array_fill(null::bigint, array[cardinality(v_tickers)]);
    v_market paper_internal.market[] := array_fill(null::paper_internal.market, array[cardinality(v_tickers)]);
    v_bounds bigint[];
    v_ends bigint[];

    -- What is gathered to be done in one call.
    v_pending text;
    v_steps paper_internal.step[] := array[]::paper_internal.step[];
    v_n integer := 0;
    v_now timestamptz;
    v_needs bigint[] := v_no_needs;
    v_last_at timestamptz;
    v_last_t integer;

    v_next record;
    v_row paper_internal.journal;
    v_act text;
    v_t integer;
    v_target bigint;
    v_quantity numeric;
    v_change jsonb;
    v_problem text;
begin
    perform paper_internal.require_own_tape(p_source, p_after_seq, p_to_seq);
    select b.bounds, b.ends into v_bounds, v_ends
    from paper_internal.relived_bounds(p_source.account_id, p_after_seq, v_tickers) as b;

    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    v_in_market := coalesce(v_account.settings ->> 'fill_model' = 'market', false);
    v_source_in_market := (
        select coalesce(j.detail #>> '{settings,fill_model}' = 'market', false)
        from paper_internal.journal as j
        where
            j.account_id = p_source.account_id and j.seq <= greatest(p_after_seq, 1)
            and j.event_type in ('deposit', 'correction') and j.detail #> '{settings,fill_model}' is not null
        order by j.seq desc
        limit 1
    ) is true;

    for v_next in
        select a.*
        from paper_internal.relived_rows(
            p_source.account_id, p_account_id, p_after_seq, p_to_seq,
            not v_in_market and coalesce(p_settings ->> 'fill_model' = 'immediate', true)
        ) as a
    loop
        v_row := v_next.stored;
        v_act := v_next.act;
        v_t := case when v_row.ticker is not null then array_position(v_tickers, v_row.ticker::text) end;

        -- What was gathered is done, before what it does not go together with.
        if v_act <> 'follow' and v_pending is not null and not coalesce(v_pending = v_act and case v_act
            when 'place' then
                (v_row.at = v_now or not v_in_market)
                and (v_needs[v_t] is null or v_needs[v_t] = v_row.tape_seq) and v_n < 10000
            when 'cancel' then v_row.at = v_now
            when 'tape' then (coalesce(v_row.market_at, v_row.at), v_t) >= (v_last_at, v_last_t)
            else false
        end, false) then
            v_market := paper_internal.relive_calls(
                p_account_id, v_steps, v_now, v_in_market, v_tickers, v_market, v_needs, v_bounds
            );
            select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
            v_pending := null;
            v_steps := array[]::paper_internal.step[];
            v_n := 0;
            v_needs := v_no_needs;
        end if;

        if v_act in ('tape', 'due') and (not v_in_market or (v_is_same and v_account.seq >= v_row.seq)) then
            v_act := 'follow';
        end if;
        if v_act in ('place', 'close', 'replace') and v_source_in_market and v_row.tape_seq is null then
            perform paper_internal.raise_not_restored(
                p_source.account_id, v_row.seq, 'the journal does not say which market data it had seen',
                'the row is older than this version of the schema; the account can be forked at its newest row'
            );
        end if;

        case v_act
            when 'follow' then
                null;

            when 'plain' then
                v_market := paper_internal.relive_calls(
                    p_account_id, v_next.steps, null, false, v_tickers, v_market, v_needs, v_bounds
                );

            when 'tape' then
                v_pending := v_act;
                v_now := v_row.at;
                v_needs[v_t] := greatest(v_needs[v_t], v_row.tape_seq);
                v_last_at := coalesce(v_row.market_at, v_row.at);
                v_last_t := v_t;

            when 'due' then
                -- What is due by then is due when the time is later.
                v_pending := v_act;
                v_now := v_row.at + interval '1 microsecond';

            when 'place' then
                v_problem := case when v_in_market <> v_source_in_market then paper_internal.order_problem(
                    v_row.idempotency_key, v_row.ticker, v_row.side::text, v_row.quantity, v_row.order_type::text,
                    v_row.limit_price, v_row.stop_price, coalesce(v_row.options, '{}'),
                    case when v_in_market then 'market' else 'immediate' end
                ) end;
                if v_problem is not null then
                    raise exception 'order % can not be submitted under these settings: %',
                        quote_literal(v_row.idempotency_key), v_problem
                        using errcode = 'ZP010', hint = 'nothing was written';
                end if;
                v_pending := v_act;
                v_now := v_row.at;
                v_n := v_n + 1;
                v_steps[v_n] := paper_internal.relived_request(v_row, p_account_id, 'fill');
                if v_in_market or (v_row.order_type = 'market' and v_row.limit_price is null) then
                    v_needs[v_t] := v_row.tape_seq;
                end if;

            when 'cancel' then
                v_target := case
                    when v_is_same then v_row.order_seq
                    else paper_internal.relived_seq(p_source.account_id, p_account_id, v_row.order_seq)
                end;
                if v_target is not null and v_in_market then
                    v_pending := v_act;
                    v_now := v_row.at;
                    v_steps := v_steps || paper_internal.cancel_requests(p_account_id, array[v_target], null);
                end if;

            when 'replace' then
                v_change := v_row.detail -> 'replace_order';
                v_target := case
                    when v_is_same then (v_change -> 'seq')::bigint
                    else paper_internal.relived_seq(p_source.account_id, p_account_id, (v_change -> 'seq')::bigint)
                end;
                v_needs[v_t] := v_row.tape_seq;
                v_steps := array[paper_internal.relived_request(v_row, p_account_id, 'replaced', v_target)];
                v_steps[1].quantity := paper_internal.bounded_scale((v_change ->> 'quantity')::numeric);
                v_steps[1].detail := case
                    when v_target is null then v_row.detail
                    else jsonb_set(v_row.detail, '{replace_order,seq}', to_jsonb(v_target))
                end;
                v_market := paper_internal.relive_calls(
                    p_account_id, v_steps, v_row.at, true, v_tickers, v_market, v_needs, v_bounds
                );

            when 'close' then
                v_needs[v_t] := v_row.tape_seq;
                if v_in_market then
                    v_market := paper_internal.relive_cancels(
                        p_account_id, v_row.ticker, v_row.at, v_tickers, v_market, v_needs, v_bounds
                    );
                end if;
                v_quantity := coalesce((v_row.detail #>> '{close_position,quantity}')::numeric, (
                    select nullif(p.quantity, 0)
                    from paper_internal.positions as p
                    where p.account_id = p_account_id and p.ticker = v_row.ticker
                ));
                v_steps := array[paper_internal.relived_request(v_row, p_account_id, 'fill', p_detail => v_row.detail)];
                v_steps[1].quantity := paper_internal.bounded_scale(v_quantity);
                v_market := paper_internal.relive_calls(
                    p_account_id, v_steps, v_row.at, v_in_market, v_tickers, v_market, v_needs, v_bounds
                );

            when 'enter' then
                if v_in_market and (v_row.event_type = 'reset' or v_row.detail ? 'closed') then
                    v_market := paper_internal.relive_cancels(
                        p_account_id, null, v_row.at, v_tickers, v_market, v_no_needs, v_bounds
                    );
                elsif v_in_market then
                    v_market := paper_internal.relive_calls(
                        p_account_id, '{}', v_row.at, true, v_tickers, v_market, v_no_needs, v_bounds
                    );
                end if;
                perform paper_internal.relive_entry(p_account_id, v_row, coalesce(p_settings, '{}'));
                if v_row.detail #> '{settings,fill_model}' is not null then
                    v_source_in_market := v_row.detail #>> '{settings,fill_model}' = 'market';
                end if;
        end case;

        if v_act in ('plain', 'replace', 'close', 'enter') then
            select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
            v_in_market := coalesce(v_account.settings ->> 'fill_model' = 'market', false);
            v_steps := array[]::paper_internal.step[];
            v_n := 0;
            v_needs := v_no_needs;
        end if;
        if v_next.next_bound is not null then
            v_bounds[v_t] := case v_next.next_bound when -1 then v_ends[v_t] else v_next.next_bound end;
        end if;
    end loop;

    if v_pending is not null then
        v_market := paper_internal.relive_calls(
            p_account_id, v_steps, v_now, v_in_market, v_tickers, v_market, v_needs, v_bounds
        );
    end if;
    if p_to_seq = p_source.seq and v_in_market then
        -- What it saw after its last row.
        v_market := paper_internal.relive_calls(
            p_account_id, '{}', p_source.clock, true, v_tickers, v_market, v_no_needs, v_bounds
        );
        update paper_internal.accounts as a
        set clock = greatest(a.clock, p_source.clock)
        where a.account_id = p_account_id;
    end if;
end
$$;
