create or replace function paper_internal.tape_run(
    p_ticker text, p_kind paper_internal.datum_kind, p_at timestamptz
) returns paper_internal.tape[]
language sql stable
-- The rows of one time, the newest of their kind, in order and without their place.
begin atomic
    select coalesce(array_agg(
        row(
            t.ticker, 0, 0, t.kind, t.at, t.starts_at, t.sequence, t.bid, t.ask, t.bid_size, t.ask_size,
            t.open, t.high, t.low, t.price, t.size
        )::paper_internal.tape
        order by t.tape_seq
    ), '{}')
    from paper_internal.tape as t
    where
        t.ticker = p_ticker
        and t.tape_seq > (select paper_internal.tape_before(p_ticker, p_kind, p_at))
        and t.kind = p_kind;
end;
