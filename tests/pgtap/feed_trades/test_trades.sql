begin;
select plan(5);

select is(f::text, '(3,0,0,0)', 'stored') from paper.feed_trades(array[
    row('A', '2026-03-01', 10, 5, 1), row('A', '2026-03-01', 10, 5, 2), row('B', '2026-03-02', 20, null, null)
]::paper.trade[]) as f;
select is(f::text, '(0,2,1,3)', 'refused') from paper.feed_trades(array[
    row('A', '2026-03-01', 10, 5, 2), row('A', '2026-02-01', 10, 5, 1), row('B', '2026-03-02', 20, null, null),
    row('B', '2026-03-03', null, 1, null), row('B', '2026-03-03', 1, -1, null), row('B', '2026-03-03', 'NaN', 1, null)
]::paper.trade[]) as f;
select is(f::text, '(1,0,0,0)', 'a quote may be older: each kind has its order') from paper.feed_quotes(array[
    row('A', '2026-01-01', 1, 2, 1, 1, 1)]::paper.quote[]) as f;
select results_eq(
    $$ select ticker, tape_seq, price, size, sequence from paper.trades order by ticker, tape_seq $$,
    $$ values ('A'::text collate "C", 1::bigint, 10::numeric, 5::numeric, 1::bigint), ('A', 2, 10, 5, 2), ('B', 1, 20, null, null) $$, 'as fed'
);
select results_eq(
    $$ select ticker, last, last_at, newest_at, tape_seq, quote_at from paper.market order by ticker $$,
    $$ values ('A'::text collate "C", 10::numeric, timestamptz '2026-03-01', timestamptz '2026-03-01', 3::bigint, timestamptz '2026-01-01'),
       ('B', 20, '2026-03-02', '2026-03-02', 1, null) $$, 'the newest of each'
);

select * from finish();
rollback;
