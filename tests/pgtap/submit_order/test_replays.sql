begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
create temp table first as
select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 20, null, '{"tag": "x"}') as o;
create temp table rejected as
select o::text from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 10, 'limit', 200) as o;
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 5, 'limit', 30);
select paper.deposit('alpha', 'd', 100000);
create temp table before as select paper_test.state('alpha') as state;

select results_eq(
    $$ select o::text from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 20, null, '{"tag": "x"}') as o $$,
    $$ table first $$, 'the same key returns the stored order, to the last character'
);
select results_eq(
    $$ select o::text
       from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10.0, 'limit', 20.000, null, '{"tag":  "x"}') as o $$,
    $$ table first $$, 'for a numerically equal request too: 10 is 10.0'
);
select results_eq(
    $$ select o::text from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 10, 'limit', 200) as o $$,
    $$ table rejected $$, 'a rejection stays a rejection, though there is cash now'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
