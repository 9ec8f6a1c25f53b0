begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is((select o.status::text from paper.close_position('alpha', 'c', 'AAPL', 2) as o), 'filled', 'a part of it');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'e fill 5 at 100 quote taker',
        'e/limit accepted',
        'e/stop accepted',
        'e/limit cancelled request',
        'e/stop cancelled oco',
        'c fill 2 at 99 quote taker'
    ],
    'after cancelling its exits'
);
select is((select o.quantity from paper.close_position('alpha', 'd', 'AAPL') as o), 3.0, 'then the rest');
select results_eq(
    $$ select o.status::text, o.reject_reason from paper.close_position('alpha', 'f', 'AAPL') as o $$, $$ values ('rejected', 'no_position') $$, 'then nothing'
);
select is(
    (select o.reject_reason from paper.close_position('alpha', 'g', 'AAPL', 1) as o), 'insufficient_shares', 'nor a part'
);

select * from finish();
rollback;
