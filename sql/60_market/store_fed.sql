create or replace function paper_internal.store_fed(
    p_market paper_internal.market[],
    p_era integer,
    p_quotes paper.quote[],
    p_trades paper.trade[],
    p_bars paper.bar[],
    p_accepted boolean[]
) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_nestloop = off
set enable_mergejoin = off
set jit = off
as $$
declare
    v_count bigint;
begin
    -- Stores the rows that p_accepted says. When it says none, all of them, provided that each is valid and after the
    -- one before it, or else nothing, and returns null.
    with newest as (
        select
            u.ticker,
            u.tape_seq,
            case
                when p_quotes is not null then u.quote_at when p_trades is not null then u.trade_at else u.bar_at
            end as at,
            case when p_quotes is not null then u.quote_sequence else u.trade_sequence end as sequence
        from unnest(p_market) as u
    ),

    fed as materialized (
        select
            f.*,
            m.tape_seq,
            m.at as newest_at,
            m.sequence as newest_sequence,
            row_number() over w as place,
            lead(f.from_at) over w as next_from_at,
            lead(f.sequence) over w as next_sequence
        from paper_internal.fed(p_quotes, p_trades, p_bars) as f
        left join newest as m on f.ticker = m.ticker
        where p_accepted is null or p_accepted[f.n]
        window w as (partition by f.ticker collate "C" order by f.n)
    ),

    verdict as (
        select
            count(*) as stored,
            coalesce(
                p_accepted is not null or bool_and((
                    f.problem is null
                    and f.tape_seq is not null
                    and (f.next_from_at >= f.at and (f.next_sequence > f.sequence) is not false) is not false
                    and (
                        f.place > 1
                        or f.newest_at is null
                        or f.from_at > f.newest_at and (f.sequence > f.newest_sequence) is not false
                        or f.from_at = f.newest_at and (f.starts_at is not null or f.sequence > f.newest_sequence)
                    )
                ) is true), true
            ) as is_clean
        from fed as f
    ),

    taped as (
        insert into paper_internal.tape
        select
            f.ticker,
            f.tape_seq + f.place,
            p_era,
            f.kind,
            f.at,
            f.starts_at,
            f.sequence,
            f.bid,
            f.ask,
            f.bid_size,
            f.ask_size,
            f.open,
            f.high,
            f.low,
            f.price,
            f.size
        from fed as f
        where (select v.is_clean from verdict as v)
    ),

    marked as (
        update paper_internal.market as m set
            tape_seq = m.tape_seq + f.place,
            newest_at = greatest(m.newest_at, f.at),
            quote_seq = case f.kind when 'quote' then m.tape_seq + f.place else m.quote_seq end,
            quote_at = case f.kind when 'quote' then f.at else m.quote_at end,
            quote_sequence = case f.kind when 'quote' then f.sequence else m.quote_sequence end,
            bid = case f.kind when 'quote' then f.bid else m.bid end,
            ask = case f.kind when 'quote' then f.ask else m.ask end,
            bid_size = case f.kind when 'quote' then f.bid_size else m.bid_size end,
            ask_size = case f.kind when 'quote' then f.ask_size else m.ask_size end,
            trade_seq = case f.kind when 'trade' then m.tape_seq + f.place else m.trade_seq end,
            trade_at = case f.kind when 'trade' then f.at else m.trade_at end,
            trade_sequence = case f.kind when 'trade' then f.sequence else m.trade_sequence end,
            last = case f.kind when 'trade' then f.price else m.last end,
            bar_seq = case f.kind when 'bar' then m.tape_seq + f.place else m.bar_seq end,
            bar_starts_at = case f.kind when 'bar' then f.starts_at else m.bar_starts_at end,
            bar_at = case f.kind when 'bar' then f.at else m.bar_at end,
            close = case f.kind when 'bar' then f.price else m.close end
        from fed as f
        where
            m.ticker = f.ticker
            -- Or else all tickers there are would be read.
            and m.ticker = any(array(select u.ticker from newest as u))
            and f.next_from_at is null
            and (select v.is_clean from verdict as v)
    )

    select case when v.is_clean then v.stored end into v_count
    from verdict as v;
    return v_count;
end
$$;
