begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
create temp table first as select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100) as o;
select paper.reset_account('alpha', 'r', 5000);
create temp table before as select paper_test.state('alpha') as state;

select results_eq(
    $$ select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100) as o $$, $$ table first $$,
    'a key used before the reset returns what it did'
);
select throws_ok(
    $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 3, 'limit', 100) $$, 'ZP002', null,
    'and is still taken'
);
select is((paper.reset_account('alpha', 'r', 5000.0)).seq, 3::bigint, 'the same reset again changes nothing');
select throws_ok($$ select paper.reset_account('alpha', 'r', 5001) $$, 'ZP002', null, 'another is another request');
select throws_ok(
    $$ select paper.reset_account('alpha', 'o1', 1) $$, 'ZP002', null, 'orders and resets share the key space'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
