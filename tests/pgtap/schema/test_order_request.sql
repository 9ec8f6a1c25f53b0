begin;
select plan(1);

select results_eq(
    $$ select * from paper_test.columns('paper.order_request') $$,
    $$ values ('idempotency_key', 'text'), ('ticker', 'text'), ('side', 'text'), ('quantity', 'numeric'), ('order_type', 'text'),
       ('limit_price', 'numeric'), ('stop_price', 'numeric'), ('options', 'jsonb') $$,
    'exactly these eight plain fields, in this order, for good'
);

select * from finish();
rollback;
