begin;
select plan(4);

select paper.open_account('one', 5000, '{"clock": "simulated"}');
select paper.open_account('many', 5000, '{"clock": "simulated"}');
create temp table requests as
select n, paper_test.request(
    'k' || n, (array['A', 'B'])[1 + n % 2], case when n % 3 = 0 then 'sell' else 'buy' end, n / 4.0,
    (array['market', 'limit', 'stop', 'stop_limit'])[1 + n % 4], 7 * n, 5 * n
) as request
from generate_series(1, 40) as n;

select count(o) from requests as r cross join lateral paper.submit_orders('one', array[r.request]) as o;
select count(o) from paper.submit_orders('many', array(select request from requests order by n)) as o;

select isnt_empty($$ select from paper.orders where status = 'rejected' $$, 'some orders were rejected');
select is_empty(
    $$ select to_jsonb(j) - '{account_id,order_id,seal}'::text[] from paper.journal as j where account_id = 'one'
       except
       select to_jsonb(j) - '{account_id,order_id,seal}'::text[] from paper.journal as j where account_id = 'many' $$,
    'a batch writes the journal that its orders write one by one'
);
select results_eq(
    $$ select to_jsonb(p) - '{account_id,broker_account_id}'::text[]
       from paper.positions as p where account_id = 'one' order by ticker $$,
    $$ select to_jsonb(p) - '{account_id,broker_account_id}'::text[]
       from paper.positions as p where account_id = 'many' order by ticker $$,
    'and the same positions'
);
select is(
    (select cash from paper.accounts where account_id = 'one'), (select cash from paper.accounts where account_id = 'many'),
    'and the same cash'
);

select * from finish();
rollback;
