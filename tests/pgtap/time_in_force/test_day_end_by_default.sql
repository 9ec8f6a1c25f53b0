begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "day"}');
select paper.set_clock('alpha', '2026-01-06 00:00+00');
select results_eq($$ select paper_test.story() $$, array['a accepted'], 'midnight, UTC, is not yet over');
select paper.set_clock('alpha', '2026-01-06 00:00:01+00');
select results_eq($$ select paper_test.story() $$, array['a accepted', 'a expired due'], 'then it is');
select results_eq($$ select at from paper.journal where event_type = 'expired' $$, array[paper_test.at('2026-01-06 00:00+00')], 'when it was due');

select * from finish();
rollback;
