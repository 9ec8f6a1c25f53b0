begin;
select plan(3);

select paper_test.open_market('{"volume_limit": 0.1}');
select paper_test.send('k', 'buy', 30, 'limit', 98);
select paper_test.bar('08:59', '09:01', 97, 97, 97, 97, 100);
select paper_test.bar('09:01', '09:02', 100, 101, 99, 100, 100);
select paper_test.bar('09:02', '09:03', 100, 101, 98, 100, 100);
select paper_test.bar('09:03', '09:04', 100, 101, 97, 100, 100);
select paper_test.bar('09:04', '09:05', 98, 98, 96, 98, 0);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 30 at 98 09:00:00',
        '3 limit partial_fill 10 at 98 09:04:00',
        'no_market_data not_filled',
        'bar_began_before_order not_filled 100 at 97 09:01:00 1 bars',
        'limit_not_reached not_filled 100 at 99 09:02:00 1 bars',
        'limit_only_touched not_filled 100 at 98 09:03:00 1 bars',
        'no_size_left not_filled 0 at 96 09:05:00 1 bars'
    ],
    'what came of each bar'
);
select results_eq(
    $$ select detail - 'market_at' from paper.explain_order('alpha', paper_test.id_of('k')) where step = 2 $$,
    array['{"data": "bar", "liquidity": "maker", "base_price": 98, "slippage": 0, "displayed_size": 100, "cap": 10,
        "cap_rule": "volume_limit"}'::jsonb],
    'the cap is a part of the volume'
);
select paper_test.send('s', 'buy', 1, 'stop', null, 103);
select paper_test.bar('09:05', '09:06', 100, 102, 99, 100, 100);
select paper_test.bar('09:06', '09:07', 100, 110, 99, 100, 100);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('s') $$,
    array[
        '4 request accepted 1 at 103 09:05:00', '5 stop triggered at 103 09:07:00', '5 stop fill 1 at 103 09:07:00'
    ],
    'a stop inside a bar'
);

select * from finish();
rollback;
