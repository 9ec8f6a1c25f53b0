begin;
select plan(3);

select paper_test.open_market();
select paper_test.open_market('{"compat": {"children": "same_bar"}}', p_account_id => 'beta');
select paper_test.send('e', 'buy', 5, 'limit', 99, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.send('e', 'buy', 5, 'limit', 99, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}', p_account_id => 'beta');
select paper_test.bar('10:00', '10:01', 100, 111, 98, 100);
select results_eq(
    $$ select paper_test.match() $$, array['e fill 5 at 99 limit maker', 'e/limit accepted entry', 'e/stop accepted entry'],
    'its exits see the next bar'
);
select results_eq(
    $$ select paper_test.match('beta') $$,
    array[
        'e fill 5 at 99 limit maker',
        'e/limit accepted entry',
        'e/stop accepted entry',
        'e/limit fill 5 at 110 limit maker',
        'e/stop cancelled oco'
    ],
    'or the same, as the setting says'
);
select paper_test.bar('10:01', '10:02', 115, 116, 114, 115);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit fill 5 at 115 open maker', 'e/stop cancelled oco'],
    'a gap beyond the take-profit pays the open'
);

select * from finish();
rollback;
