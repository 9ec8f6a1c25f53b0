begin;
select plan(4);

select paper.open_account('alpha', 1000);
select paper.open_account('beta', 1000);
select from paper.submit_order('beta', 'k', 'AAPL', 'buy', 1);
select from paper.deposit('alpha', 'd', 1);
select throws_ok(
    $$ select paper.explain_order('alpha', paper_test.id_of('k', 'beta')) $$, 'ZP007', null, 'of another account'
);
select throws_ok($$ select paper.explain_order('alpha', null) $$, 'ZP007', 'unknown order null', 'none');
select throws_ok(
    $$ select paper.explain_order('alpha', order_id) from (
           select paper_internal.order_id(prefix, 1) as order_id from paper_internal.accounts where account_id = 'alpha'
       ) as o $$,
    'ZP007', null, 'a row of the journal that created no order'
);
select throws_ok(
    $$ select paper.explain_order('alpha', '0c4f7d6a-3b1e-8d20-9a55-000000000007') $$,
    'ZP007', 'unknown order 0c4f7d6a-3b1e-8d20-9a55-000000000007', 'made up'
);

select * from finish();
rollback;
