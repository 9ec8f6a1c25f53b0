begin;
select plan(3);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
create temp table ids as select order_id from paper.submit_order('alpha', 'a', 'AAPL', 'buy', 1, 'limit', 10);
grant select on ids to public;
select isnt_empty($$ select from ids cross join lateral paper.order_of(order_id) $$, 'the owner finds it');
set local role bob;
select is_empty($$ select from ids cross join lateral paper.order_of(order_id) $$, 'a stranger does not');
set local role ann;
select isnt_empty($$ select from ids cross join lateral paper.order_of(order_id) $$, 'an analyst does');

select * from finish();
rollback;
