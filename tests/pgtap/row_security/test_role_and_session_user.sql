begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('boss', 'alice', 'bob');
set local role alice;
select paper.open_account('alpha', 1000);
set local role bob;
select paper.open_account('beta', 1000);

set local session authorization boss;
select results_eq(
    $$ select account_id from paper.accounts order by 1 $$, $$ values ('alpha' collate "C"), ('beta') $$,
    'who logged in as a member of both sees both'
);
set local role alice;
select results_eq(
    $$ select account_id from paper.accounts order by 1 $$, $$ values ('alpha' collate "C") $$, 'as alice, hers only'
);
select throws_ok($$ select paper.deposit('beta', 'd', 1) $$, 'ZP001', null, 'and may use hers only');
select set_config('role', 'bob', true);
select results_eq(
    $$ select account_id from paper.accounts order by 1 $$, $$ values ('beta' collate "C") $$,
    'a role set by set_config is a role that was set'
);
set local role none;
select is((paper.deposit('beta', 'd', 1)).cash, 1001.0, 'without a role, the login counts again');

select * from finish();
rollback;
