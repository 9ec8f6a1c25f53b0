create or replace function paper_internal.import_rows(
    p_lines jsonb[], p_account_id text, p_clock timestamptz
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- What the lines say of an account, beside its own row.
    insert into paper_internal.journal
    select r.*
    from unnest(p_lines) as l (line)
    cross join lateral jsonb_populate_record(
        null::paper_internal.journal, l.line -> 'journal' || jsonb_build_object('account_id', p_account_id)
    ) as r
    where l.line ? 'journal';

    insert into paper_internal.orders
    select r.*
    from unnest(p_lines) as l (line)
    cross join lateral jsonb_populate_record(
        null::paper_internal.orders, l.line -> 'order' || jsonb_build_object('account_id', p_account_id)
    ) as r
    where l.line ? 'order';

    insert into paper_internal.positions
    select r.*
    from unnest(p_lines) as l (line)
    cross join lateral jsonb_populate_record(
        null::paper_internal.positions, l.line -> 'position' || jsonb_build_object('account_id', p_account_id)
    ) as r
    where l.line ? 'position';

    insert into paper_internal.watches
    select
        p_account_id, w.ticker, paper_internal.tape_place(w, t.datum, p_clock), w.expires_at, w.quote_at, w.bid,
        w.bid_size, w.bid_left, w.ask, w.ask_size, w.ask_left, w.trade_at, w.last, w.close
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
        p_account_id, o.seq, o.ticker, k.kind,
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
        where i.account_id = p_account_id and i.ticker = o.ticker
        limit 1
    ) as w on true
    where
        o.account_id = p_account_id
        and (
            o.status in ('accepted', 'partially_filled')
            or (o.status = 'pending' and o.parent_seq is null)
        );
end
$$;
