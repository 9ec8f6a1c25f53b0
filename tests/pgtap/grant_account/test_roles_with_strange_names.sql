begin;
select plan(4);

select paper_test.role('Alice "the owner"; --', 'paper_trader');
select paper_test.role('bob''s', 'paper_trader');
set local role "Alice ""the owner""; --";
select is((paper.open_account('alpha', 1000)).owner, 'Alice "the owner"; --', 'the owner by its name');
select is((paper.deposit('alpha', 'd', 1)).cash, 1001.0, 'may use the account');
select paper.grant_account('alpha', 'bob''s');
set local session authorization "bob's";
select is((paper.deposit('alpha', 'd2', 1)).cash, 1002.0, 'so may whom it was granted');
select is((select cash from paper.accounts), 1002.0, 'and see it');

select * from finish();
rollback;
