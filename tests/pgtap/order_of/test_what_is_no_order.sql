begin;
select plan(9);

select paper.open_account('alpha', 1000);
select * from paper.submit_order('alpha', 'a', 'AAPL', 'buy', 1, 'limit', 10);
select is((select count(*) from paper.order_of(id)), 0::bigint, what)
from (select order_id::text as own from paper.orders) as o
cross join lateral (
    values
    (null, 'no id'), (gen_random_uuid(), 'a random id'), ('00000000-0000-0000-0000-000000000000', 'the nil id'),
    (overlay(own placing '0' from 36)::uuid, 'the id of the account'),
    (overlay(own placing '1' from 36)::uuid, 'the id of the opening deposit'),
    (overlay(own placing '9' from 36)::uuid, 'a seq that is still to come'),
    (overlay(own placing 'c' from 20)::uuid, 'another variant'),
    (overlay(own placing '0' from 20)::uuid, 'no variant'),
    (overlay(own placing '7' from 15)::uuid, 'another version')
) as v (id, what);

select * from finish();
rollback;
