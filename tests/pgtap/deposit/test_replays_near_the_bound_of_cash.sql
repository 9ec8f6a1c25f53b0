begin;
select plan(2);

select paper.open_account('alpha', 500000000000000000000);
select paper.deposit('alpha', 'd', 400000000000000000000);
select lives_ok(
    $$ select paper.deposit('alpha', 'd', 400000000000000000000) $$,
    'a stored outcome is returned although a second such deposit would be too much'
);
select throws_ok(
    $$ select paper.deposit('alpha', 'd2', 400000000000000000000) $$, 'ZP004', null, 'a second one is'
);

select * from finish();
rollback;
