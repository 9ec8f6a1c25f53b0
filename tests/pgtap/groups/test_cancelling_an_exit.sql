begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select o.status from paper.cancel_order('alpha', (select order_id from paper.open_orders where order_type = 'stop')) as o;
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'e fill 5 at 100 quote taker',
        'e/limit accepted',
        'e/stop accepted',
        'e/stop cancelled request',
        'e/limit cancelled oco'
    ],
    'a cancel of one cancels the other'
);
select results_eq($$ select quantity, reserved from paper.positions $$, $$ values (5.0, 0.0) $$, 'the shares are free');

select * from finish();
rollback;
