begin;
select plan(2);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper.set_clock('alpha', paper_test.at('20:00'));
select paper_test.send('a', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "day"}');
select paper.set_clock('alpha', paper_test.at('21:30'));
select results_eq($$ select at from paper.journal where event_type = 'expired' $$, array[paper_test.at('21:00')], 'with the session it was sent in');
select paper_test.send('b', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "day"}');
select paper.set_clock('alpha', '2026-01-06 18:00:01+00');
select results_eq(
    $$ select at from paper.journal where event_type = 'expired' $$,
    array[paper_test.at('21:00'), '2026-01-06 18:00+00'], 'sent after it, with the next, which closes early'
);

select * from finish();
rollback;
