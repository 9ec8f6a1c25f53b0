begin;
select plan(1);

select set_has(
    $$ select * from paper_test.columns('paper.fills') $$,
    $$ values ('account_id', 'text'), ('seq', 'bigint'), ('order_id', 'uuid'), ('ticker', 'text'), ('side', 'paper.order_side'),
       ('quantity', 'numeric'), ('price', 'numeric'), ('fee', 'numeric'), ('realized_pnl', 'numeric'), ('liquidity', 'text'),
       ('at', 'timestamp with time zone'), ('market_at', 'timestamp with time zone') $$,
    'the columns of the contract'
);

select * from finish();
rollback;
