begin;
select plan(5);

select paper_test.open_market('{"fees": {"per_order": 5}}', 1500);
select paper_test.quote('10:00', 99, 100, 10, 10);
select is(paper_test.send('a', 'buy', 100, p_options => '{"time_in_force": "fok"}'), 'cancelled', 'nothing of it can fill, so nothing needs paying');
select is(paper_test.send('b', 'buy', 100, p_options => '{"time_in_force": "ioc"}'), 'cancelled', 'the part that is displayed can be paid');
select is(paper_test.send('c', 'buy', 100, 'limit', 101, p_options => '{"time_in_force": "ioc"}'), 'cancelled', 'nothing is left of it');
select paper_test.quote('10:01', 99, 102, 10, 10);
select paper_test.send('d', 'buy', 100, p_options => '{"time_in_force": "ioc"}');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a cancelled fok not_fillable',
        'b accepted',
        'b partial_fill 10 at 100 quote taker fee 5',
        'b cancelled ioc',
        'c accepted',
        'c cancelled ioc',
        'd rejected insufficient_cash'
    ],
    'in the journal'
);
select is(
    (select error from paper.orders where idempotency_key = 'd'), 'Insufficient cash: need 1025.00, have 495.00',
    'what could fill, with its fee, is what is needed'
);

select * from finish();
rollback;
