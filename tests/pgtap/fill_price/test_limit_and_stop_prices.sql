begin;
select plan(4);

select is(
    paper.fill_price('buy', 'limit', 101.5, 90, 100, 0.001), 101.5,
    'a limit order fills at its limit, without slippage'
);
select is(
    paper.fill_price('sell', 'limit', 1.123456789012, 90, 100, 0.001), 1.123456789012,
    'a limit price is not rounded'
);
select is(
    paper.fill_price('buy', 'stop', 101.5, 90.123456, 100, 0.001), 90.123456,
    'a stop order fills at its stop'
);
select is(
    paper.fill_price('sell', 'stop_limit', 101.5, 90, 100, 0.001), 101.5,
    'a stop_limit order fills at its limit'
);

select * from finish();
rollback;
