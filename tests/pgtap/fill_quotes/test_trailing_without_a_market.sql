begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('b', 'buy', 1, 'trailing_stop', p_options => '{"trail_amount": 2}');
select paper_test.quote('10:00', 99, 100);
select is_empty($$ select paper_test.match() $$, 'the first quote is the first watermark');
select paper_test.quote('10:01', 99, 102);
select results_eq($$ select paper_test.match() $$, array['b fill 1 at 102 quote taker'], 'the stop is 2 above it');

select * from finish();
rollback;
