begin;
select plan(3);

select paper_test.open_market(p_cash => 1000);
select paper_test.send('a', 'buy', 10, 'limit', 98, p_options => '{"time_in_force": "day"}');
select is((select reserved from paper.accounts), 980.0, 'reserved while it works');
select paper.set_clock('alpha', '2026-01-07 00:00+00');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 0.0) $$, 'free again');
select is(paper_test.send('b', 'buy', 10, 'limit', 98), 'accepted', 'for another order');

select * from finish();
rollback;
