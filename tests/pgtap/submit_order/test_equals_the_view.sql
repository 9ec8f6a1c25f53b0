begin;
select plan(8);

select paper.open_account('alpha', 10000);
create temp table returned as
select n, o::text as returned
from (values (0)) as v (n) cross join lateral paper.submit_order('alpha', 'o0', 'AAPL', 'buy', 10) as o;
insert into returned
select 1, o::text
from paper.submit_order('alpha', 'o1', 'AAPL', 'sell', 2.50, 'limit', 120.10, null, '{"tag": "x"}') as o;
insert into returned
select 2, o::text from paper.submit_order('alpha', 'o2', 'MSFT', 'buy', 1, 'stop', null, 7) as o;
insert into returned
select 3, o::text
from paper.submit_order('alpha', 'o3', 'MSFT', 'buy', 1, 'stop_limit', 7, 8, '{"recommendation_id": "r"}') as o;
insert into returned
select 4, o::text from paper.submit_order('alpha', 'o4', 'MSFT', 'buy', 1000000, 'limit', 7) as o;
insert into returned
select 5, o::text
from paper.submit_order('alpha', 'o5', 'GOOG', 'sell', 1, p_options => '{"decision_trace": [1]}') as o;
insert into returned select 6, o::text from paper.close_position('alpha', 'o6', 'AAPL') as o;
insert into returned select 7, o::text from paper.close_position('alpha', 'o7', 'AAPL') as o;

select is(r.returned, o::text, 'order ' || r.n || ' is shown as it was returned, in every column')
from returned as r
inner join paper.orders as o on o.idempotency_key = 'o' || r.n
order by r.n;

select * from finish();
rollback;
