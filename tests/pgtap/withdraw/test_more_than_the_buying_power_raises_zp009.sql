begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.rest('r', 'AAPL', 'buy', 4, 100);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(
    $$ select paper.withdraw('alpha', 'w', 600.000000000001) $$, 'ZP009', null, 'what an open order reserves cannot be taken'
);
select throws_ok($$ select paper.withdraw('alpha', 'w', 5000) $$, 'ZP009', null, 'nor what is not there');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select is((paper.withdraw('alpha', 'w', 600)).cash, 400.0, 'the rest can, and the key is still free');

select * from finish();
rollback;
