begin;
select plan(1);

select set_has(
    $$ select * from paper_test.columns('paper.accounts') $$,
    $$ values ('account_id', 'text'), ('currency', 'text'), ('cash', 'numeric'), ('reserved', 'numeric'),
       ('buying_power', 'numeric'), ('seq', 'bigint'), ('settings', 'jsonb'), ('status', 'text') $$,
    'the columns of the contract'
);

select * from finish();
rollback;
