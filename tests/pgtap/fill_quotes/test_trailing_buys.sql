begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('b', 'buy', 1, 'trailing_stop', p_options => '{"trail_amount": 2}');
select paper_test.quote('10:01', 89, 90);
select paper_test.quote('10:02', 91, 91.5);
select is_empty($$ select paper_test.match() $$, 'the stop follows the lowest ask, to 92');
select paper_test.quote('10:03', 91, 92);
select results_eq($$ select paper_test.match() $$, array['b fill 1 at 92 quote taker'], 'and is reached there');

select * from finish();
rollback;
