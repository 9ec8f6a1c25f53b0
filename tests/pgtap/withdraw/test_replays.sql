begin;
select plan(4);

select paper.open_account('alpha', 1000);
select paper.withdraw('alpha', 'w', 900);
create temp table before as select paper_test.state('alpha') as state;

select is(
    (paper.withdraw('alpha', 'w', 900.0)).cash, 100.0, 'the same again changes nothing, though 900 are not there any more'
);
select throws_ok($$ select paper.withdraw('alpha', 'w', 1) $$, 'ZP002', null, 'another amount is another request');
select throws_ok($$ select paper.deposit('alpha', 'w', 900) $$, 'ZP002', null, 'so is a deposit');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
