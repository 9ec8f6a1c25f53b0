begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 1, 'limit', 10);
select ok(
    id = order_id and broker_order_id = order_id, 'id, broker_order_id and order_id are one'
) from paper.orders order by seq;
select is(o.broker_account_id, a.id, 'broker_account_id is that of the account')
from paper.orders as o inner join paper.broker_accounts as a using (account_id) order by o.seq;
select matches(
    order_id::text, '-8[0-9a-f]{3}-8000-0{11}' || seq || '$', 'a version 8 UUID of the seq'
) from paper.orders order by seq;

select * from finish();
rollback;
