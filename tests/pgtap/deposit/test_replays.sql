begin;
select plan(6);

select paper.open_account('alpha', 1000);
select paper.deposit('alpha', 'd', 10);
create temp table before as select paper_test.state('alpha') as state;

select is(
    (paper.deposit('alpha', 'd', 10.00)).cash, 1010.0, 'the same key and amount again change nothing: 10 is 10.00'
);
select throws_ok($$ select paper.deposit('alpha', 'd', 11) $$, 'ZP002', null, 'another amount is another request');
select throws_ok($$ select paper.withdraw('alpha', 'd', 10) $$, 'ZP002', null, 'so is a withdrawal');
select throws_ok($$ select paper.reset_account('alpha', 'd', 10) $$, 'ZP002', null, 'so is a reset');
select is(
    (select array_agg(row(index, sqlstate)::text) from paper_test.problems($$ select paper.deposit('alpha', 'd', 11) $$)),
    '{"(1,ZP002)"}', 'the DETAIL is a JSON list'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
