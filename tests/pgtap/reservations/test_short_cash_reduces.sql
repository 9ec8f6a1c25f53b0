begin;
select plan(3);

select paper_test.open_market('{"market_buffer": 0, "on_short_cash": "reduce", "fees": {"per_share": 1}}', 1000);
select paper_test.bar('09:30', '09:31', 100, 100, 100, 100);
select paper_test.send('a', 'buy', 9);
select paper_test.bar('09:31', '09:32', 199, 199, 199, 199);
-- 5 × (199 + 1) = 1000
select results_eq(
    $$ select paper_test.match() $$, array['a partial_fill 5 at 199 open taker fee 5', 'a cancelled request insufficient_cash'],
    'filled down to what can be paid, fees included'
);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (0.0, 0.0) $$, 'all is spent');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
