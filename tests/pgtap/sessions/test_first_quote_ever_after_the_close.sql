begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.quote('14:30', 95, 96);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 96 gap maker'],
    'the market was closed before it'
);

select * from finish();
rollback;
