begin;
select plan(1);

select set_has(
    $$ select * from paper_test.columns('paper.journal') $$,
    $$ values ('account_id', 'text'), ('seq', 'bigint'), ('at', 'timestamp with time zone'),
       ('event_type', 'paper.event_type'), ('order_id', 'uuid'), ('idempotency_key', 'text'), ('ticker', 'text'),
       ('side', 'paper.order_side'), ('quantity', 'numeric'), ('price', 'numeric'), ('fee', 'numeric'),
       ('realized_pnl', 'numeric'), ('cash_after', 'numeric'), ('quantity_after', 'numeric'),
       ('avg_entry_price_after', 'numeric'), ('detail', 'jsonb'), ('seal', 'bytea') $$,
    'its columns'
);

select * from finish();
rollback;
