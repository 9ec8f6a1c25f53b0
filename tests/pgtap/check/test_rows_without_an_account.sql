begin;
select plan(1);

select paper.open_account('alpha', 1000);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10);
select isnt(
    paper_test.violations_after('delete from paper_internal.accounts where account_id = ''alpha'''), '{}', 'a lost account is found'
);

select * from finish();
rollback;
