begin;
select plan(3);

select paper_test.open_market('{"on_short_cash": "reduce"}', 500);
select is(
    paper_test.send('a', 'buy', 8, p_options => '{"time_in_force": "fok"}', p_ticker => 'MSFT'), 'accepted',
    'no price is known, nothing is reserved'
);
select paper_test.bar('10:00', '10:01', 100, 101, 99, 100, p_ticker => 'MSFT');
select results_eq(
    $$ select paper_test.match() $$, array['a cancelled fok insufficient_cash'], 'in full or not at all'
);
select paper_test.quote('10:02', 99, 100, 10, 10);
select is(paper_test.send('b', 'buy', 8, p_options => '{"time_in_force": "fok"}'), 'rejected', 'at submission too');

select * from finish();
rollback;
