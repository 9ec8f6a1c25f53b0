begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select paper.open_account('beta', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'a', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('beta', 'b', 'AAPL', 'sell', 1, 'limit', 10);
select paper.update_settings('beta', 's', '{"fill_model": "market"}');
select paper_test.rest('r', 'AAPL', 'buy', 1, 10, 'beta');

select is(f::text, o::text, o.idempotency_key || ' is found, with every column')
from paper.orders as o cross join lateral paper.order_of(o.order_id) as f order by o.account_id, o.seq;

select * from finish();
rollback;
