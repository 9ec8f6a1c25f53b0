begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 4, 'limit', 10.5);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 4000, 'limit', 10);
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 1.5, 'limit', 12);
select paper.deposit('alpha', 'd', 7);
select paper.withdraw('alpha', 'w', 8);
select paper.update_settings('alpha', 's', '{"default_price": 1}');
select paper.reset_account('alpha', 'r', 500);
-- cash before the reset: 1000 − 42 + 18 + 7 − 8 = 975
select results_eq(
    $$ select seq, event_type::text, amount, cash_after, ticker from paper.cash_ledger order by seq $$,
    $$ values
       (1::bigint, 'deposit', 1000.0, 1000.0, null::text collate "C"), (2, 'fill', -42.0, 958.0, 'AAPL'),
       (4, 'fill', 18.0, 976.0, 'AAPL'), (5, 'deposit', 7.0, 983.0, null), (6, 'withdrawal', -8.0, 975.0, null),
       (8, 'reset', -475.0, 500.0, null) $$,
    'every movement of cash, signed; a rejection and a change of settings are none'
);
select is_empty(
    $$ select from (select cash_after, sum(amount) over (order by seq) as total from paper.cash_ledger) as l
       where cash_after <> total $$,
    'the running sum is the cash'
);

select * from finish();
rollback;
