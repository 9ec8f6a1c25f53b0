begin;
select plan(2);

select paper_test.open_market();
select paper_test.open_market('{"intrabar": "limit_first"}', p_account_id => 'beta');
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}', p_account_id => 'beta');
select paper_test.bar('10:00', '10:01', 100, 111, 89, 100);
select results_eq(
    $$ select paper_test.match() $$,
    array[
        'e fill 5 at 100 open taker',
        'e/limit accepted entry',
        'e/stop accepted entry',
        'e/stop fill 5 at 90 stop taker',
        'e/limit cancelled oco'
    ],
    'filled at the open, they see the rest of its bar, the stop first'
);
select results_eq(
    $$ select paper_test.match('beta') $$,
    array[
        'e fill 5 at 100 open taker',
        'e/limit accepted entry',
        'e/stop accepted entry',
        'e/limit fill 5 at 110 limit maker',
        'e/stop cancelled oco'
    ],
    'or the limit, as the setting says'
);

select * from finish();
rollback;
