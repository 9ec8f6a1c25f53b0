begin;
select plan(1);

select paper.open_account('alpha', 1000);
insert into paper_internal.journal (
    account_id, seq, order_seq, at, event_type, order_type, side, ticker, quantity, price, fee, realized_pnl, cash_after,
    quantity_after, avg_entry_price_after
) values
('alpha', 2, 2, now(), 'fill', 'market', 'buy', 'AAPL', 2, 10, 0.5, 0, 979.5, 2, 10),
('alpha', 3, 3, now(), 'fill', 'market', 'sell', 'AAPL', 2, 10, 0.25, 0, 999.25, 0, 0);
select results_eq(
    $$ select seq, amount from paper.cash_ledger where seq > 1 order by seq $$, $$ values (2::bigint, -20.5), (3, 19.75) $$,
    'a buy costs its fee too, a sell brings less by it'
);

select * from finish();
rollback;
