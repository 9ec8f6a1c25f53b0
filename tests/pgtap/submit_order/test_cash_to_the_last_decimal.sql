begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
-- 1000 × 1.000000000001 = 1000.000000001
select is(
    (select reject_reason from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1000, 'limit', 1.000000000001)),
    'insufficient_cash', '10^-9 too much'
);
-- 999.999999999999 × 1.000000000001 = 1000.000000000998999999999999
select is(
    (select reject_reason from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 999.999999999999, 'limit', 1.000000000001)),
    'insufficient_cash', 'less than 10^-9 too much'
);
-- 999.999999999 × 1.000000000001 = 999.999999999999999999999
select is(
    (select cash_after from paper.submit_order('alpha', 'o3', 'AAPL', 'buy', 999.999999999, 'limit', 1.000000000001)),
    0.000000000000000000001, 'what is left is kept exactly, 10^-21 of it'
);
select is(
    (select status::text from paper.submit_order('alpha', 'o4', 'AAPL', 'buy', 0.000000001, 'limit', 0.000000000001)),
    'filled', 'and can be spent: 10^-9 × 10^-12'
);
select is((select cash from paper.accounts), 0.0, 'to the last decimal');
select is(
    (select status::text from paper.submit_order('alpha', 'o5', 'AAPL', 'buy', 0.000000000001, 'limit', 0.000000000001)),
    'rejected', 'then nothing can be bought, for 10^-24 neither'
);

select * from finish();
rollback;
