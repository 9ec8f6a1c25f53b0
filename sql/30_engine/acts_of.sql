create or replace function paper_internal.acts_of(
    p_tickers text[], p_after_seqs bigint[], p_to_seqs bigint[], p_bars_at_close boolean
) returns table (
    ticker_no integer,
    tape_seq bigint,
    phase paper_internal.phase,
    at timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
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
language sql stable
-- What happened in the market between two positions on the tape of each ticker: a quote and a print act once, a bar
-- with its open and its range, or with its close alone.
begin atomic
    select
        t.n::integer,
        x.tape_seq,
        p.phase,
        case p.phase when 'open' then x.starts_at else x.at end,
        x.starts_at,
        case when x.starts_at is not null then x.at end,
        x.bid::numeric, x.ask::numeric,
        x.bid_size::numeric, x.ask_size::numeric,
        x.open::numeric, x.high::numeric, x.low::numeric,
        x.price::numeric, x.size::numeric
    from unnest(p_tickers, p_after_seqs, p_to_seqs) with ordinality as t (ticker, after_seq, to_seq, n)
    cross join lateral (
        select i.*
        from paper_internal.tape as i
        where i.ticker = t.ticker and i.tape_seq > t.after_seq and i.tape_seq <= t.to_seq
    ) as x
    cross join lateral unnest(case
        when x.kind = 'quote' then array['quote']::paper_internal.phase[]
        when x.kind = 'trade' then array['trade']::paper_internal.phase[]
        when p_bars_at_close then array['close']::paper_internal.phase[]
        else array['open', 'range']::paper_internal.phase[]
    end) as p (phase)
    where t.after_seq < t.to_seq;
end;
