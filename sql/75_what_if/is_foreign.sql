create or replace function paper_internal.is_foreign(p_lines jsonb[]) returns boolean
language sql stable
-- Whether the market data that an exported account saw are not those of the tape that is here.
return exists (
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
