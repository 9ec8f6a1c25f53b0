begin;
select plan(5);

select paper_test.open_market('{"fees": {"per_order": 1, "per_share": 0.5, "percent": 0.01}}');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'sell', 2);
-- 1 + 2 + 4; 1 + 1 + 1.98
select results_eq(
    $$ select paper_test.story() $$, array['a fill 4 at 100 quote taker fee 7', 'b fill 2 at 99 quote taker fee 3.98'],
    'per order, per share and of the value'
);
-- 100000 − 400 − 7 + 198 − 3.98
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (99787.02, 0.0) $$, 'they are paid from the cash');
select results_eq(
    $$ select avg_entry_price, realized_pnl from paper.positions $$, $$ values (100.0, -2.0) $$, 'and leave average price and profit alone'
);
select results_eq($$ select fees from paper.orders order by seq $$, array[7.0, 3.98], 'orders show them');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
