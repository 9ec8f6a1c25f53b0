begin;
select plan(2);

select results_eq(
    $$ select account_id, currency, cash, reserved, buying_power, seq, status, owner, portfolio_value, initial_cash
       from paper.open_account('alpha', 5000.25) $$,
    $$ values (
           'alpha' collate "C", 'USD', 5000.25, 0.0, 5000.25, 1::bigint, 'open', session_user::text collate "C",
           5000.25, 5000.25
       ) $$,
    'a new account has its initial cash, and one journal row'
);
select results_eq(
    $$ select a::text from paper.accounts as a where account_id = 'alpha' $$,
    $$ select a::text from paper.open_account('alpha', 5000.25) as a $$,
    'what the function returns is what the view shows'
);

select * from finish();
rollback;
