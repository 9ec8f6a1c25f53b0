begin;
select plan(3);

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

select * from finish();
rollback;
