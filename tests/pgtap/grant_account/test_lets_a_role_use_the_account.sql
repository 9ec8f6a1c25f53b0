begin;
select plan(7);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);

set local role bob;
select throws_ok($$ select paper.deposit('alpha', 'd', 1) $$, 'ZP001', null, 'before, bob does not know it');
select is_empty($$ select from paper.accounts $$, 'nor see it');

set local role alice;
select is((paper.grant_account('alpha', 'bob')).account_id, 'alpha', 'the owner grants it');

set local role bob;
select is((paper.deposit('alpha', 'd', 1)).cash, 1001.0, 'then bob may deposit');
select is(
    (select status::text from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 1, 'limit', 10)), 'filled', 'and trade'
);
select is((select cash from paper.accounts), 991.0, 'and see it');
select is((paper.open_account('alpha')).owner, 'alice', 'whose it is does not change');

select * from finish();
rollback;
