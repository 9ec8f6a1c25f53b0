begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.quote('20:59:59', 99, 100);
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.quote('2026-01-06 14:29:59+00', 95, 96);
select paper_test.quote('2026-01-06 14:30+00', 94, 95);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 95 gap maker'],
    'after a closed market a limit fills at the quote, however near the last one was'
);

select * from finish();
rollback;
