begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select is(paper_test.send('a', 'buy', 9, p_options => '{"time_in_force": "ioc"}'), 'cancelled', 'what is there is taken, the rest is cancelled');
select is(paper_test.send('b', 'buy', 9, 'limit', 99.9, p_options => '{"time_in_force": "ioc"}'), 'cancelled', 'nothing is there at its price');
select is(paper_test.send('c', 'sell', 2, p_options => '{"time_in_force": "ioc"}'), 'filled', 'all is there');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a partial_fill 5 at 100 quote taker',
        'a cancelled ioc',
        'b accepted',
        'b cancelled ioc',
        'c fill 2 at 99 quote taker'
    ],
    'in the journal'
);
select is((select reserved from paper.accounts), 0.0, 'nothing is reserved');

select * from finish();
rollback;
