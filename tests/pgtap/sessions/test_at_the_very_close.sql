begin;
select plan(3);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 09:00 12:00', '2026-01-06 09:00 12:00');
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.send('b', 'buy', 1, 'limit', 97);
select paper_test.quote('11:50', 99, 101);
select is_empty($$ select paper_test.match() $$, 'nothing reaches it yet');
-- The first that this match looks at, so that no session is known from a quote before.
select paper_test.quote('12:00', 97, 98);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 98 limit maker'],
    'the close is in the session, however the feed is split'
);
select paper_test.quote('12:00:00.000001', 96, 97);
select is_empty($$ select paper_test.match() $$, 'after it the market is closed');

select * from finish();
rollback;
