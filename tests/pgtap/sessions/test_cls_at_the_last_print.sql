begin;
select plan(3);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper_test.trade('20:58', 100);
select paper_test.trade('20:59', 101);
select paper.set_clock('alpha', paper_test.at('21:00:01'));
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'a fill 1 at 101 close taker'],
    'the last print of the session'
);
select is((select market_at from paper.fills), paper_test.at('20:59'), 'with its time');
select is((select at from paper.fills), paper_test.at('21:00'), 'at the close');

select * from finish();
rollback;
