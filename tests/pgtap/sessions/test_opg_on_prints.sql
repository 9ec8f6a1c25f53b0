begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "opg"}');
select paper_test.trade('14:29:59', 95);
select paper_test.trade('14:30:05', 96);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 96 print taker'],
    'the first print of the session'
);

select * from finish();
rollback;
