begin;
select plan(6);

create function pg_temp.batch() returns paper.quote[] language sql
return array[
    row('A', '2026-03-02', 1, 2, 1, 1, null), row('A', '2026-03-03', 2, 1, 1, 1, null), row('A', '2026-03-01', 1, 2, 1, 1, null),
    row('a', '2026-03-04', 1, 2, 1, 1, null), row('B', '2026-03-04', 1, 2, 1, 1, null)
]::paper.quote[];

select throws_ok($$ select * from paper.feed_quotes(pg_temp.batch(), true) $$, 'ZP008');
select results_eq(
    $$ select index, sqlstate, problem from paper_test.problems($q$ select * from paper.feed_quotes(pg_temp.batch(), true) $q$) $$,
    $$ values
       (2, 'ZP008', 'bid must not be above ask'), (3, 'ZP008', 'older than the newest of its ticker, and not stored'),
       (4, 'ZP008', 'ticker must be 1 to 32 of A-Z 0-9 . _ / -, the first a letter or digit') $$,
    'the DETAIL lists all that is wrong'
);
select is_empty('select from paper_internal.tape', 'nothing is stored');
select is_empty('select from paper_internal.market', 'nor marked');
select is(f::text, '(2,0,1,2)', 'without p_strict they are skipped') from paper.feed_quotes(pg_temp.batch()) as f;
select is(f::text, '(0,1,0,0)', 'a duplicate is no error') from paper.feed_quotes(array[(pg_temp.batch())[1]], true) as f;

select * from finish();
rollback;
