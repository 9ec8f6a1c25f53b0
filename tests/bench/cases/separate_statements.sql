-- What a client writes that has tables and no functions: the same rows, one statement each.
\set account random(1, :accounts)
\set key random(1, 1000000000000000)
begin;
select 1 from paper_internal.journal where account_id = 'bench-' || :account and idempotency_key = 'k' || :key;
select cash, seq + 1 as seq from paper_internal.accounts where account_id = 'bench-' || :account for update \gset
select coalesce(max(quantity), 0) as held, coalesce(max(avg_entry_price), 0) as average from paper_internal.positions
    where account_id = 'bench-' || :account and ticker = 'AAPL' \gset
insert into paper_internal.journal (
    account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key, quantity, limit_price,
    price, realized_pnl, cash_after, quantity_after, avg_entry_price_after
) values (
    'bench-' || :account, :seq, :seq, clock_timestamp(), 'fill', 'limit', 'buy', 'AAPL', 'k' || :key, 1, 100,
    100, 0, :cash::numeric - 100, :held::numeric + 1, 100
);
insert into paper_internal.positions
    values ('bench-' || :account, 'AAPL', 1, 100, 0, 0, clock_timestamp())
    on conflict (account_id, ticker) do update set quantity = positions.quantity + 1, avg_entry_price = 100,
    updated_at = clock_timestamp();
update paper_internal.accounts set cash = :cash::numeric - 100, seq = :seq, clock = clock_timestamp()
    where account_id = 'bench-' || :account;
commit;
