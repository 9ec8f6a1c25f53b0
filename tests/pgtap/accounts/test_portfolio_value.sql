begin;
select plan(6);

-- 3 AAPL at 100 and 2 MSFT at 50: cash 600.
select paper.open_account('alpha', 1000);
select from paper.submit_order('alpha', 'a', 'AAPL', 'buy', 3, 'limit', 100);
select from paper.submit_order('alpha', 'b', 'MSFT', 'buy', 2, 'limit', 50);
select is(portfolio_value, 1000.0, 'without market data at the average prices')
from paper.accounts where account_id = 'alpha';

select paper_test.quote('10:00', 110, 112);
select is(portfolio_value, 600 + 3 * 111 + 2 * 50.0, 'what has market data at the market')
from paper.accounts where account_id = 'alpha';
select paper_test.trade('10:00', 40, p_ticker => 'MSFT');
select is(portfolio_value, 600 + 3 * 111 + 2 * 40.0, 'each ticker at its own')
from paper.accounts where account_id = 'alpha';
select is(portfolio_value, 600 + 3 * 110 + 2 * 40.0, 'by the setting of the account')
from paper.update_settings('alpha', 's', '{"mark": "bid_ask"}');
select is(a.portfolio_value, a.cash + sum(p.market_value), 'cash and the positions')
from paper.accounts as a inner join paper.positions as p using (account_id)
where account_id = 'alpha' group by a.portfolio_value, a.cash;
select paper.open_account('beta', 500);
select is(portfolio_value, 500.0, 'cash alone, without a position') from paper.accounts where account_id = 'beta';

select * from finish();
rollback;
