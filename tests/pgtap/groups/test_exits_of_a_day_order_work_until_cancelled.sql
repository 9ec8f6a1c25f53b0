begin;
select plan(1);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00');
select paper_test.send('e', 'buy', 1, p_options => '{"order_class": "oto", "take_profit": {"limit_price": 110}, "time_in_force": "day"}');
select paper_test.quote('15:00', 99, 100);
select paper.match_account('alpha');
select paper.set_clock('alpha', paper_test.at('21:30'));
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'e accepted',
        'e/limit submitted',
        'e fill 1 at 100 quote taker',
        'e/limit accepted entry'
    ],
    'the time in force is that of the entry'
);

select * from finish();
rollback;
