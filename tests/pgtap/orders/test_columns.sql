begin;
select plan(2);

select set_has(
    $$ select * from paper_test.columns('paper.orders') $$,
    $$ values ('account_id', 'text'), ('order_id', 'uuid'), ('seq', 'bigint'), ('idempotency_key', 'text'), ('ticker', 'text'),
       ('side', 'paper.order_side'), ('order_type', 'paper.order_type'), ('quantity', 'numeric'), ('limit_price', 'numeric'),
       ('stop_price', 'numeric'), ('status', 'paper.order_status'), ('fill_quantity', 'numeric'), ('fill_price', 'numeric'),
       ('fees', 'numeric'), ('realized_pnl', 'numeric'), ('cash_after', 'numeric'), ('quantity_after', 'numeric'),
       ('reject_reason', 'text'), ('error', 'text'), ('submitted_at', 'timestamp with time zone'),
       ('filled_at', 'timestamp with time zone'), ('replaces', 'uuid'), ('replaced_by', 'uuid'), ('options', 'jsonb') $$,
    'the columns of the contract'
);
select set_has(
    $$ select * from paper_test.columns('paper.orders') $$,
    $$ values ('id', 'uuid'), ('recommendation_id', 'text'), ('broker_account_id', 'uuid'), ('ticker', 'text'),
       ('side', 'paper.order_side'), ('order_type', 'paper.order_type'), ('quantity', 'numeric'), ('limit_price', 'numeric'),
       ('stop_price', 'numeric'), ('status', 'paper.order_status'), ('idempotency_key', 'text'), ('broker_order_id', 'uuid'),
       ('decision_trace', 'jsonb'), ('submitted_at', 'timestamp with time zone'),
       ('filled_at', 'timestamp with time zone'), ('fill_price', 'numeric'), ('fill_quantity', 'numeric') $$,
    'those that the reference adapter writes'
);

select * from finish();
rollback;
