begin;
select plan(6);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select is(paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "opg"}'), 'pending', 'an order for the open is pending');
select paper_test.send('b', 'buy', 1, 'limit', 99, p_options => '{"time_in_force": "opg"}');
select paper_test.bar('14:29', '14:30', 95, 95, 95, 95);
select is_empty($$ select paper_test.match() $$, 'a bar before the open does not fill it');
select paper_test.bar('14:30', '14:31', 100, 101, 90, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 100 open taker', 'b expired auction'],
    'the first of the session does or it expires'
);
select is(paper_test.send('c', 'buy', 1, p_options => '{"time_in_force": "opg"}'), 'pending', 'too late for this open');
select paper_test.bar('14:31', '14:32', 100, 101, 90, 100);
select is_empty($$ select paper_test.match() $$, 'it waits for the next');
select paper_test.quote('2026-01-06 14:30+00', 97, 98);
select results_eq($$ select paper_test.match() $$, array['c fill 1 at 98 quote taker'], 'a quote opens too');

select * from finish();
rollback;
