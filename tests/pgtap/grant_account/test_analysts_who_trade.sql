begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('ann', 'paper_trader', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
set local role ann;
select results_eq(
    $$ select account_id from paper.accounts $$, $$ values ('alpha' collate "C") $$, 'an analyst sees every account'
);
select throws_ok($$ select paper.deposit('alpha', 'd', 1) $$, 'ZP001', null, 'but seeing an account is not using it');
select throws_ok($$ select paper.grant_account('alpha', 'ann') $$, 'ZP001', null, 'nor granting it');
select is((paper.open_account('beta', 5)).owner, 'ann', 'an account of her own she may open');
select is((paper.deposit('beta', 'd', 1)).cash, 6.0, 'and use');

select * from finish();
rollback;
