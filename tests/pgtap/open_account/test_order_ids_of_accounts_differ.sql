begin;
select plan(3);

select paper.open_account('alpha');
select paper.open_account('beta');
select is(count(distinct id), 2::bigint, 'each account has an id of its own') from paper.broker_accounts;
select matches(id::text, '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8000-0{12}$', 'a version 8 UUID with seq 0')
from paper.broker_accounts;

select * from finish();
rollback;
