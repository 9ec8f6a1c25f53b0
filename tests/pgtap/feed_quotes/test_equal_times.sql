begin;
select plan(7);

create function pg_temp.feed(variadic p_bids numeric[]) returns text language sql
return (
    select f::text from paper.feed_quotes(array(
        select row('A', '2026-03-01', b, 100, 1, 1, null)::paper.quote from unnest(p_bids) with ordinality as u (b, n) order by n
    )) as f
);
select is(pg_temp.feed(1, 1, 2), '(3,0,0,0)', 'quotes of one time are stored in the order given, equal ones too');
select is(pg_temp.feed(1, 1, 2), '(0,3,0,0)', 'all of them again are duplicates');
select is(pg_temp.feed(1), '(0,1,0,0)', 'the first again');
select is(pg_temp.feed(2), '(0,1,0,0)', 'the last again, as when a batch ended before it');
select is(pg_temp.feed(1, 1, 2, 3, 1), '(2,3,0,0)', 'what follows them is new, the repetition of an earlier one too');
select is(pg_temp.feed(4, 1), '(2,0,0,0)', 'what follows a new one is new');
select is(
    (select array_agg(t.bid::numeric order by t.tape_seq) from paper_internal.tape as t), '{1,1,2,3,1,4,1}'::numeric[], 'in that order'
);

select * from finish();
rollback;
