begin;
select plan(2);

set local timezone = 'America/New_York';
select paper_test.open_market();
select paper_test.quote('2026-03-08 00:30+00', 99, 100);
select is(
    paper_test.send('a', 'buy', 1, 'limit', 100, p_options => '{"time_in_force": "day"}'),
    'filled', 'where the clocks of the session go forward, the day of an order began no later'
);
select paper_test.send('b', 'buy', 1, 'limit', 90, p_options => '{"time_in_force": "opg"}');
select paper_test.quote('2026-03-09 00:00+00', 94, 95);
select results_eq(
    $$ select paper_test.match() $$, array['b expired auction'], 'and ends no later'
);

select * from finish();
rollback;
