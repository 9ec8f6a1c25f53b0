begin;
select plan(11);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select paper.open_account('beta', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('beta', 'o', 'AAPL', 'buy', 1, 'limit', 10);
create temp table ids as
select
    (select order_id from paper.orders where account_id = 'alpha') as own,
    (select order_id from paper.orders where account_id = 'beta') as of_beta,
    (select id from paper.broker_accounts where account_id = 'alpha') as account;

select throws_ok(format('select * from paper.cancel_order(''alpha'', %L)', id), 'ZP007', null, what)
from ids
cross join lateral (
    values
    (null, 'no id'), (gen_random_uuid(), 'a random id'), ('00000000-0000-0000-0000-000000000000', 'the nil id'),
    ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'the max id'), (of_beta, 'an order of another account'),
    (account, 'the id of the account'),
    (overlay(own::text placing '1' from 36)::uuid, 'the id of the opening deposit'),
    (overlay(own::text placing '9' from 36)::uuid, 'a seq that is still to come'),
    (overlay(own::text placing 'c' from 20)::uuid, 'another variant')
) as v (id, what);
select throws_ok(
    $$ select * from paper.cancel_order('nobody', gen_random_uuid()) $$, 'ZP001', null, 'an unknown account'
);
select throws_ok($$ select * from paper.cancel_order('alpha', 'x') $$, '22P02', null, 'what is no uuid');

select * from finish();
rollback;
