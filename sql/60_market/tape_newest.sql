create or replace function paper_internal.tape_newest(
    p_ticker text, p_kind paper_internal.datum_kind, p_at timestamptz, p_to_seq bigint default null
) returns paper_internal.tape
language sql stable
-- The newest datum of the kind at p_at, and up to that position.
begin atomic
    select t.*
    from paper_internal.tape as t
    where
        t.ticker = p_ticker
        and t.tape_seq <= least(
            p_to_seq, paper_internal.tape_before(p_ticker, p_kind, p_at + interval '1 microsecond')
        )
        and t.kind = p_kind
    order by t.tape_seq desc
    limit 1;
end;
