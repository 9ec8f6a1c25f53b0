begin;
select plan(4);

select paper_test.open_market('{"on_short_cash": "reduce"}', 1000);
select paper_test.quote('10:00', 99, 300);
select is(paper_test.send('a', 'buy', 5), 'cancelled', 'a market order takes what it can pay');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a partial_fill 3 at 300 quote taker',
        'a cancelled request insufficient_cash'
    ],
    'and no more'
);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (100.0, 0.0) $$, 'whole units, as it asked for');
select paper_test.send('b', 'buy', 2);
select results_eq(
    $$ select status, error from paper.orders where idempotency_key = 'b' $$,
    $$ values ('rejected'::paper.order_status, 'Insufficient cash: need 600.00, have 100.00') $$, 'not one: says what all would cost'
);

select * from finish();
rollback;
