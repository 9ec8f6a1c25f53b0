begin;
select plan(2);

select paper_test.open_market('{"slippage": {"model": "fixed_bps", "bps": 100}}');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'sell', 1);
select paper_test.send('c', 'buy', 1, 'limit', 100.5);
select paper_test.send('d', 'buy', 1, 'stop', null, 99);
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a fill 1 at 101 quote taker',
        'b fill 1 at 98.01 quote taker',
        'c fill 1 at 100.5 quote taker',
        'd fill 1 at 101 quote taker'
    ],
    '1 % worse, never past a limit'
);
select paper_test.send('e', 'buy', 1, 'limit', 90);
select paper_test.quote('10:01', 85, 90);
select results_eq($$ select paper_test.match() $$, array['e fill 1 at 90 limit maker'], 'a resting limit has none');

select * from finish();
rollback;
