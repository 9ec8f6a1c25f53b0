begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 08:00 21:00');
select paper_test.send('k', 'buy', 1, 'limit', 97, null, '{"time_in_force": "cls"}');
select paper_test.bar('20:59', '21:00', 99, 99, 96, 98);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') offset 3 $$, array['limit_not_reached not_filled at 98 21:00:00 1 bars'],
    'the close counts, however low the bar went'
);

select * from finish();
rollback;
