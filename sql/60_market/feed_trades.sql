create or replace function paper.feed_trades(
    p_trades paper.trade[],
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
    from paper_internal.feed(null, p_trades, null, p_strict) as f;
end;

comment on function paper.feed_trades is
'Stores trades and counts what became of each, as feed_quotes does with quotes.';
