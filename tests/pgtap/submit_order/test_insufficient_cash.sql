begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
-- 3 × 333.34 = 1000.02
select results_eq(
    $$ select status::text, reject_reason, error, fill_quantity, fill_price, filled_at, cash_after, quantity_after,
           realized_pnl, fees
       from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 3, 'limit', 333.34) $$,
    $$ values (
           'rejected', 'insufficient_cash', 'Insufficient cash: need 1000.02, have 1000.00', 0.0, null::numeric,
           null::timestamptz, 1000.0, 0.0, null::numeric, 0.0
       ) $$,
    'a buy that costs more than the cash is rejected'
);
select is((select cash from paper.accounts), 1000.0, 'and costs nothing');
select is_empty($$ select from paper.positions $$, 'nothing is held');
select is((select seq from paper.accounts), 2::bigint, 'but it is a row of the journal');
select results_eq(
    $$ select event_type, reject_reason, error from paper.journal where seq = 2 $$,
    $$ values (
           'rejected'::paper.event_type, 'insufficient_cash', 'Insufficient cash: need 1000.02, have 1000.00'
       ) $$,
    'of type rejected'
);

select * from finish();
rollback;
