begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market", "clock": "simulated"}');
select paper.set_clock('alpha', '2020-01-01 10:00+00');
select paper_test.quote('2020-01-01 10:00+00', 100, 100);
select paper_test.quote('2020-01-01 10:00+00', 10, 10, p_ticker => 'MSFT');
select * from paper.submit_order('alpha', '1', 'AAPL', 'buy', 3, 'limit', 100);
select * from paper.submit_order('alpha', '2', 'MSFT', 'buy', 1, 'limit', 10);
select paper_test.quote('2020-01-02 10:00+00', 12, 12, p_ticker => 'MSFT');
select * from paper.submit_order('alpha', '3', 'MSFT', 'sell', 1, 'limit', 12);
select paper_test.rest('r', 'AAPL', 'sell', 2, 200);
insert into paper_internal.positions (account_id, ticker, quantity, avg_entry_price, realized_pnl, updated_at)
values ('alpha', 'SHORT', -2, 5, 0, '2020-01-02 10:00+00');
select results_eq(
    $$ select ticker, quantity, avg_entry_price, realized_pnl, reserved, side, current_price, market_value, unrealized_pnl,
           updated_at
       from paper.positions order by ticker $$,
    $$ values
       ('AAPL' collate "C", 3.0, 100.0, 0.0, 2.0, 'long', 100.0, 300.0, 0.0, '2020-01-01 10:00+00'::timestamptz),
       ('MSFT', 0.0, 0.0, 2.0, 0.0, 'flat', 12.0, 0.0, 0.0, '2020-01-02 10:00+00'),
       ('SHORT', -2.0, 5.0, 0.0, 0.0, 'short', 5.0, -10.0, 0.0, '2020-01-02 10:00+00') $$,
    'long, flat and short, the market where there is one, else the average price'
);
select is(p.broker_account_id, a.id, p.ticker || ' names its account')
from paper.positions as p inner join paper.broker_accounts as a using (account_id) order by p.ticker;

select * from finish();
rollback;
