begin;
select plan(10);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 10, 'limit', 10);
create temp table part as select o::text from paper.close_position('alpha', 'part', 'AAPL', 4) as o;
create temp table whole as select o::text from paper.close_position('alpha', 'whole', 'AAPL') as o;
create temp table none as select o::text from paper.close_position('alpha', 'none', 'AAPL') as o;
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 10, 'limit', 10);
create temp table before as select paper_test.state('alpha') as state;

select results_eq(
    $$ select o::text from paper.close_position('alpha', 'part', 'AAPL', 4.0) as o $$, $$ table part $$, 'a part'
);
select results_eq(
    $$ select o::text from paper.close_position('alpha', 'whole', 'AAPL') as o $$, $$ table whole $$, 'the whole'
);
select results_eq(
    $$ select o::text from paper.close_position('alpha', 'none', 'AAPL') as o $$, $$ table none $$, 'a rejection'
);
select throws_ok(
    $$ select * from paper.close_position('alpha', 'part', 'AAPL', 5) $$, 'ZP002', null, 'another quantity'
);
select throws_ok($$ select * from paper.close_position('alpha', 'part', 'AAPL') $$, 'ZP002', null, 'no quantity');
select throws_ok(
    $$ select * from paper.close_position('alpha', 'whole', 'AAPL', 6) $$, 'ZP002', null, 'the quantity that it was then'
);
select throws_ok($$ select * from paper.close_position('alpha', 'part', 'MSFT', 4) $$, 'ZP002', null, 'another ticker');
select throws_ok(
    $$ select * from paper.submit_order('alpha', 'part', 'AAPL', 'sell', 4) $$, 'ZP002', null, 'an order that looks the same'
);
select throws_ok(
    $$ select * from paper.close_position('alpha', 'o', 'AAPL', 10) $$, 'ZP002', null, 'the key of an order'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
