begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 9);
select paper_test.send('a', 'sell', 1, 'trailing_stop', p_options => '{"trail_amount": 2}');
select paper_test.send('p', 'sell', 1, 'trailing_stop', p_options => '{"trail_percent": 10}');
-- The best bid is 99: stops at 97 and 89.1.
select paper_test.quote('10:01', 97.5, 98);
select is_empty($$ select paper_test.match() $$, 'above the first stop nothing happens');
select paper_test.quote('10:02', 110, 111);
select paper_test.quote('10:03', 108.5, 111);
select is_empty($$ select paper_test.match() $$, 'nor when they have risen to 108 and 99');
select paper_test.quote('10:04', 108, 111);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 108 quote taker'], 'the amount');
select paper_test.quote('10:05', 99.5, 100);
select is_empty($$ select paper_test.match() $$, 'they never fall');
select paper_test.quote('10:06', 98, 100);
select results_eq($$ select paper_test.match() $$, array['p fill 1 at 98 quote taker'], 'the percentage');

select * from finish();
rollback;
