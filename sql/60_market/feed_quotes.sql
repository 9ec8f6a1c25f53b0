create or replace function paper.feed_quotes(
    p_quotes paper.quote[],
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
    from paper_internal.feed(p_quotes, null, null, p_strict) as f;
end;

comment on function paper.feed_quotes is
'Stores quotes, in the order given, and counts what became of each. Per ticker a quote has to be newer than the newest:
by its time, and by its sequence where both have one. An older one is a duplicate when it is stored already, else out of
order; of quotes at one time without sequences, what repeats the stored ones is a duplicate and what follows them is new.
Crossed quotes, quotes without any side, and prices and sizes that are NaN, out of range or below 0 are invalid. What
is refused is skipped; with p_strict anything invalid or out of order raises ZP008 and nothing is stored, the DETAIL
lists all of it as JSON: [{index, sqlstate, problem}], the first quote being 1. At any isolation level.';
