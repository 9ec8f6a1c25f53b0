begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 4, 'limit', 10, null, '{"tag": "x"}');
select results_eq(
    $$ select event_type::text, order_seq, idempotency_key, ticker, side::text, order_type::text, quantity, limit_price, price,
           realized_pnl, cash_after, quantity_after, avg_entry_price_after, options
       from paper.journal where seq = 2 $$,
    $$ values (
           'fill', 2::bigint, 'o' collate "C", 'AAPL' collate "C", 'buy', 'limit', 4.0, 10.0, 10.0, 0.0, 960.0, 4.0, 10.0,
           '{"tag": "x"}'::jsonb
       ) $$,
    'the row that fills an order carries the request and the balances after it'
);
select is_empty($$ select from paper_internal.orders $$, 'it needs no other row');
select is_empty($$ select from paper_internal.working $$, 'nowhere');

select * from finish();
rollback;
