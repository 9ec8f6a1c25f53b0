begin;
select plan(2);

select paper_test.open_market();
select is(paper_test.send('a', 'buy', 6, p_options => '{"time_in_force": "fok"}'), 'accepted', 'it waits for the first datum');
select paper_test.quote('10:00', 99, 100, 5, 6);
select results_eq($$ select paper_test.match() $$, array['a fill 6 at 100 quote taker'], 'which fills it');

select * from finish();
rollback;
