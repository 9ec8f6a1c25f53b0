create or replace function paper.feed_bars(
    p_bars paper.bar[],
    p_strict boolean default false,
    out accepted bigint,
    out duplicates bigint,
    out out_of_order bigint,
    out invalid bigint
)
language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select f.accepted, f.duplicates, f.out_of_order, f.invalid
    from paper_internal.feed(null, null, p_bars, p_strict) as f;
end;

comment on function paper.feed_bars is
'Stores bars and counts what became of each, as feed_quotes does with quotes. A bar is known by its starts_at: it has to
start at or after the end of the one before. One that starts inside that one is invalid, and so are a high below the low,
an open or close outside of them, and an end that is not after the start.';
