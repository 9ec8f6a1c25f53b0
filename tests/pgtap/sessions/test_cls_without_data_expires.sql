begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper.set_clock('alpha', paper_test.at('22:00'));
select results_eq($$ select paper_test.story() $$, array['a accepted', 'a expired auction'], 'nothing to fill at');

select * from finish();
rollback;
