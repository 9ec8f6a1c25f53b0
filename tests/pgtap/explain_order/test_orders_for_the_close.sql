begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 08:00 21:00');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('k', 'buy', 1, 'limit', 90, null, '{"time_in_force": "cls"}');
select paper_test.bar('10:01', '10:02', 80, 80, 80, 80);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') offset 1 $$,
    array['waits_for_close not_filled at 100 10:00:00', 'waits_for_close not_filled at 80 10:02:00 1 bars'],
    'see nothing before'
);

select * from finish();
rollback;
