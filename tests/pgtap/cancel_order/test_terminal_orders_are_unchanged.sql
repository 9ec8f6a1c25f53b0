begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 1);
select * from paper.submit_order('alpha', 'filled', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('alpha', 'rejected', 'AAPL', 'sell', 9, 'limit', 10);
select paper_test.rest('cancelled', 'AAPL', 'buy', 1, 10);
select count(c) from paper.orders as o cross join lateral paper.cancel_order('alpha', o.order_id) as c
where o.idempotency_key = 'cancelled';
create temp table before as select paper_test.state('alpha') as state;
create temp table orders as select order_id, o::text as shown, seq from paper.orders as o;

select is(c::text, o.shown, 'order ' || c.idempotency_key || ' is returned as it is')
from orders as o cross join lateral paper.cancel_order('alpha', o.order_id) as c order by o.seq;
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
