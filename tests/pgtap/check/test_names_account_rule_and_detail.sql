begin;
select plan(4);

select paper.open_account('alpha', 1000);
select paper.open_account('beta', 1000);
update paper_internal.accounts set cash = 1 where account_id = 'beta';
select set_eq(
    $$ select account_id from paper.check() $$, $$ values ('beta' collate "C") $$, 'the account that is wrong'
);
select is_empty(
    $$ select from paper.check() where rule is null or detail is null or rule = '' or detail = '' $$, 'which rule, and how'
);
select isnt_empty($$ select from paper.check('beta') $$, 'an account can be checked alone');
select is_empty($$ select from paper.check('alpha') $$, 'the other one is right');

select * from finish();
rollback;
