begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100);
select results_eq(
    $$ select status, cash, seq from paper.close_account('alpha', 'c') $$,
    $$ values ('closed', 800.0, 3::bigint) $$,
    'the account is closed, its cash stays'
);
select is((select quantity from paper.positions where account_id = 'alpha'), 2.0, 'so do its positions');
select is((select active from paper.broker_accounts where account_id = 'alpha'), false, 'it is not active');
select is(
    (select event_type from paper.journal where account_id = 'alpha' and seq = 3), 'correction', 'one journal row says so'
);
select is(
    (paper.open_account('alpha', 1000, '{"slippage_pct": 0}')).status, 'closed', 'opening it again returns it closed'
);

select * from finish();
rollback;
