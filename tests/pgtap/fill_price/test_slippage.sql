begin;
select plan(5);

select is(paper.fill_price('buy', 'market', null, null, 100, 0.001), 100.1, 'a buy pays more: 100 × 1.001');
select is(paper.fill_price('sell', 'market', null, null, 100, 0.001), 99.9, 'a sell gets less: 100 × 0.999');
select is(paper.fill_price('buy', 'market', 50, null, 100, 0.01), 50.5, 'of the estimate too: 50 × 1.01');
select is(paper.fill_price('sell', 'market', 50, null, 100, 0.01), 49.5, '50 × 0.99');
select is(
    paper.fill_price('sell', 'market', null, null, 100, 0.999999999999), 0.0,
    'the largest slippage leaves 100 × 10^-12, which rounds to nothing'
);

select * from finish();
rollback;
