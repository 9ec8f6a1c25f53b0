begin;
select plan(2);

select paper.open_account('alpha', 100000, '{"slippage_pct": 0}');
select results_eq(
    $$ select count(*), count(*) filter (where status = 'filled'), min(seq), max(seq), min(cash_after)
       from paper.submit_orders('alpha', array(
           select paper_test.request('k' || n, 'T' || n % 50, p_limit_price => 2) from generate_series(1, 5000) as n
       )) $$,
    $$ values (5000::bigint, 5000::bigint, 2::bigint, 5001::bigint, 90000.0) $$,
    'five thousand orders in fifty tickers'
);
select is(count(*), 50::bigint, 'fifty positions') from paper.positions where quantity = 100 and avg_entry_price = 2;

select * from finish();
rollback;
