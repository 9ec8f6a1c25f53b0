begin;
select plan(2);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.quote('20:58', 99, 100);
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper_test.send('l', 'buy', 1, 'limit', 99.5, p_options => '{"time_in_force": "cls"}');
select results_eq($$ select paper_test.story() $$, array['a accepted', 'l accepted'], 'no quote fills it before');
select paper.set_clock('alpha', paper_test.at('21:00:01'));
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'l accepted', 'a fill 1 at 100 close taker', 'l expired auction'],
    'without a print the quote'
);

select * from finish();
rollback;
