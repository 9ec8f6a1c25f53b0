-- What is to become of each row that was fed, one after the other: invalid,
-- accepted, duplicate, or late, which is a duplicate too when the tape has it.
--
-- Late is what is before the newest of its ticker and kind, by time or by
-- sequence. Data of one time that have no sequences are told apart by their
-- order: what repeats the rows stored of that time, from the first or from a
-- later one on, is a duplicate, and what goes beyond them is new.
create or replace function paper_internal.judge_fed(
    p_market paper_internal.market[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]
) returns table (n integer, verdict text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_row record;
    v_ticker text;
    v_newest paper_internal.market;
    v_at timestamptz;
    v_starts_at timestamptz;
    v_sequence bigint;
    v_datum paper_internal.tape;
    v_run paper_internal.tape[];
    v_place integer;
    v_found integer;
begin
    for v_row in
        select f.*, coalesce(f.problem, paper_internal.ticker_problem(f.ticker)) is not null as is_invalid
        from paper_internal.fed(p_quotes, p_trades, p_bars) as f
        order by f.ticker collate "C", f.n
    loop
        n := v_row.n;
        if v_row.ticker is distinct from v_ticker then
            v_ticker := v_row.ticker;
            v_newest := (select u from unnest(p_market) as u where u.ticker = v_ticker);
            v_at := case v_row.kind
                when 'quote' then v_newest.quote_at when 'trade' then v_newest.trade_at else v_newest.bar_at
            end;
            v_starts_at := v_newest.bar_starts_at;
            v_sequence := case v_row.kind when 'quote' then v_newest.quote_sequence else v_newest.trade_sequence end;
            v_run := null;
            v_place := 0;
        end if;

        if v_row.is_invalid then
            verdict := 'invalid';
        elsif v_row.from_at < v_at or v_row.sequence <= v_sequence then
            verdict := case when v_row.starts_at > v_starts_at then 'invalid' else 'late' end;
            v_place := 0;
        else
            v_datum := row(
                v_row.ticker, 0, 0, v_row.kind, v_row.at, v_row.starts_at, v_row.sequence, v_row.bid, v_row.ask,
                v_row.bid_size, v_row.ask_size, v_row.open, v_row.high, v_row.low, v_row.price, v_row.size
            )::paper_internal.tape;
            v_found := null;
            if v_row.at > v_at is not false or v_row.sequence > v_sequence then
                v_run := array[v_datum];
            else
                if v_run is null then
                    v_run := paper_internal.tape_run(v_row.ticker, v_row.kind, v_at);
                end if;
                v_found := array_position(v_run, v_datum, v_place + 1);
                if v_found is null then
                    v_run := v_run || v_datum;
                end if;
            end if;
            verdict := case when v_found is null then 'accepted' else 'duplicate' end;
            v_place := coalesce(v_found, cardinality(v_run));
            v_at := v_row.at;
            v_starts_at := v_row.starts_at;
            v_sequence := v_row.sequence;
        end if;
        return next;
    end loop;
end
$$;
