create or replace function paper_internal.fed(
    p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]
) returns table (
    n integer,
    problem text,
    kind paper_internal.datum_kind,
    ticker text,
    from_at timestamptz,
    at timestamptz,
    starts_at timestamptz,
    sequence bigint,
    bid numeric,
    ask numeric,
    bid_size numeric,
    ask_size numeric,
    open numeric,
    high numeric,
    low numeric,
    price numeric,
    size numeric
)
language sql immutable
-- What was fed, as the tape would hold it, and what is wrong with it, but for its ticker: that is checked once for all
-- rows of the ticker. from_at is where a datum has to stand after the one before it.
begin atomic
    select
        q.ordinality::integer,
        paper_internal.quote_problem(q.at, q.bid, q.ask, q.bid_size, q.ask_size),
        'quote'::paper_internal.datum_kind,
        q.ticker,
        q.at as from_at,
        q.at,
        null::timestamptz,
        q.sequence,
        paper_internal.bounded_scale(q.bid),
        paper_internal.bounded_scale(q.ask),
        paper_internal.bounded_scale(q.bid_size),
        paper_internal.bounded_scale(q.ask_size),
        null::numeric,
        null::numeric,
        null::numeric,
        null::numeric,
        null::numeric
    from unnest(p_quotes) with ordinality as q
    union all
    select
        t.ordinality::integer,
        paper_internal.trade_problem(t.at, t.price, t.size),
        'trade',
        t.ticker,
        t.at as from_at,
        t.at,
        null,
        t.sequence,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        paper_internal.bounded_scale(t.price),
        paper_internal.bounded_scale(t.size)
    from unnest(p_trades) with ordinality as t
    union all
    select
        b.ordinality::integer,
        paper_internal.bar_problem(b.starts_at, b.ends_at, b.open, b.high, b.low, b.close, b.volume),
        'bar',
        b.ticker,
        b.starts_at as from_at,
        b.ends_at,
        b.starts_at,
        null,
        null,
        null,
        null,
        null,
        paper_internal.bounded_scale(b.open),
        paper_internal.bounded_scale(b.high),
        paper_internal.bounded_scale(b.low),
        paper_internal.bounded_scale(b.close),
        paper_internal.bounded_scale(b.volume)
    from unnest(p_bars) with ordinality as b;
end;
