begin;
select plan(7);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
create temp table filled as select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100) as o;
create temp table rejected as select o::text from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 3, 'limit', 100) as o;
select paper.deposit('alpha', 'd', 5);
select paper.close_account('alpha', 'c');
create temp table before as select paper_test.state('alpha') as state;

select results_eq(
    $$ select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100) as o $$,
    $$ table filled $$, 'an order'
);
select results_eq(
    $$ select o::text from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 3, 'limit', 100) as o $$,
    $$ table rejected $$, 'a rejection'
);
select is((paper.deposit('alpha', 'd', 5)).cash, 805.0, 'a deposit');
select is((paper.close_account('alpha', 'c')).status, 'closed', 'the closing itself');
select throws_ok($$ select paper.deposit('alpha', 'd', 6) $$, 'ZP002', null, 'a key that is used differently is told');
select throws_ok(
    $$ select * from paper.submit_orders('alpha', array[
           paper_test.request('o1', p_quantity => 2, p_limit_price => 100), paper_test.request('new')
       ]) $$, 'ZP005', null, 'a batch with one new order is refused'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
