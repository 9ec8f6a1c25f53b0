begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select count(o) from paper.submit_orders('alpha', array(
    select paper_test.request('k' || n, p_side => (array['buy', 'sell'])[1 + n % 2]) from generate_series(1, 30) as n
)) as o;
select paper.deposit('alpha', 'd', 1);
select * from paper.close_position('alpha', 'c', 'AAPL');
select paper.reset_account('alpha', 'r', 10);
select paper.close_account('alpha', 'x');
select results_eq(
    $$ select seq from paper.journal order by seq $$, $$ select generate_series(1::bigint, 35) $$,
    'one row for the opening, each order and each request, numbered without gaps'
);
select is_empty(
    $$ select from (select at, lag(at) over (order by seq) as before from paper.journal) as j where at < before $$,
    'time never goes back'
);
select is((select seq from paper.accounts), 35::bigint, 'the account knows the newest');
select is((select clock from paper.accounts), (select at from paper.journal where seq = 35), 'and its time');

select * from finish();
rollback;
