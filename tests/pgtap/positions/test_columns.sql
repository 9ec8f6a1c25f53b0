begin;
select plan(2);

select set_has(
    $$ select * from paper_test.columns('paper.positions') $$,
    $$ values ('account_id', 'text'), ('ticker', 'text'), ('quantity', 'numeric'), ('avg_entry_price', 'numeric'),
       ('realized_pnl', 'numeric'), ('reserved', 'numeric'), ('updated_at', 'timestamp with time zone') $$,
    'the columns of the contract'
);
select set_has(
    $$ select * from paper_test.columns('paper.positions') $$,
    $$ values ('broker_account_id', 'uuid'), ('ticker', 'text'), ('quantity', 'numeric'), ('avg_entry_price', 'numeric'),
       ('realized_pnl', 'numeric'), ('updated_at', 'timestamp with time zone') $$,
    'those that the reference adapter writes'
);

select * from finish();
rollback;
