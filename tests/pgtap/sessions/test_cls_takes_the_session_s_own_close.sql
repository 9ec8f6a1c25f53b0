begin;
select plan(3);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.trade('20:00', 55);
select paper_test.quote('20:30', 99, 100);
select paper.set_clock('alpha', paper_test.at('22:00'));
select paper_test.send('silent', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper.set_clock('alpha', '2026-01-06 18:00:01+00');
select results_eq(
    $$ select * from paper_test.story() offset 1 $$, array['silent expired auction'],
    'a session without data has no close: what the last one ended with is none'
);
select paper_test.quote('2026-01-07 15:00+00', 97, 98);
select paper_test.send('quoted', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper.set_clock('alpha', '2026-01-07 21:00:01+00');
select results_eq(
    $$ select * from paper_test.story() offset 3 $$, array['quoted fill 1 at 98 close taker'],
    'a quote of the session counts more than a print of an older one'
);

select paper_test.open_market('{"day_end": "22:00"}', p_account_id => 'beta');
select paper_test.trade('2026-01-07 21:30+00', 10, p_ticker => 'BTC');
select paper.set_clock('beta', '2026-01-07 23:00+00');
select paper_test.send('k', 'buy', 1, p_options => '{"time_in_force": "cls"}', p_ticker => 'BTC', p_account_id => 'beta');
select paper.set_clock('beta', '2026-01-08 22:00:01+00');
select results_eq(
    $$ select * from paper_test.story('beta') offset 1 $$, array['k expired auction'], 'around the clock, a day without data'
);

select * from finish();
rollback;
