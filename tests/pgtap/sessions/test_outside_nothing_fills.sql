begin;
select plan(6);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.quote('14:00', 99, 100);
select is(paper_test.send('a', 'buy', 1), 'accepted', 'before the open an order waits');
select paper_test.send('s', 'buy', 1, 'stop', null, 101);
select paper_test.quote('14:29:59', 101, 102);
select is_empty($$ select paper_test.match() $$, 'no quote fills or elects');
select paper_test.quote('14:30', 99, 100);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 100 quote taker'], 'in session it does');
select paper_test.quote('20:59', 99, 100);
select paper.set_clock('alpha', paper_test.at('21:01'));
select is(paper_test.send('c', 'buy', 1), 'accepted', 'after the close neither');
select is(paper_test.send('i', 'buy', 1, p_options => '{"time_in_force": "ioc"}'), 'rejected', 'ioc is refused');
select is((select reject_reason from paper.orders where idempotency_key = 'i'), 'market_closed', 'as the market is closed');

select * from finish();
rollback;
