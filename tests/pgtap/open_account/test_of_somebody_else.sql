begin;
select plan(3);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);
reset role;
create temp table before as select paper_test.state('alpha') as state;

set local role bob;
select throws_ok($$ select paper.open_account('alpha', 1000) $$, 'ZP001', null, 'a name that is taken stays unknown');
select throws_ok(
    $$ select paper.open_account('alpha', 1000, '{"slippage_pct": 0}') $$, 'ZP001', null, 'its settings are not told'
);
reset role;
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
