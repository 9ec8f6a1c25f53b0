begin;
select plan(36);

select paper_test.quote('now', 10, 10, 0, 1);
select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 1, 'limit', 10);
set local role bob;
select paper.open_account('beta', 1000, '{"fill_model": "market"}');
select * from paper.submit_order('beta', 'o', 'AAPL', 'buy', 1, 'limit', 10);
reset role;
select paper_test.rest('r', 'AAPL', 'buy', 1, 10, 'alpha');
select paper_test.rest('r', 'AAPL', 'buy', 1, 10, 'beta');
create temp table views (name) as values
('accounts'), ('broker_accounts'), ('cash_ledger'), ('fills'), ('journal'), ('open_orders'), ('order_events'), ('orders'),
('positions');
grant select on views to public;

set local role alice;
select results_eq(
    format('select distinct account_id from paper.%I', name), $$ values ('alpha' collate "C") $$, name || ': alice sees her account'
) from views;
set local role bob;
select results_eq(
    format('select distinct account_id from paper.%I', name), $$ values ('beta' collate "C") $$, name || ': bob sees his'
) from views;
set local role ann;
select results_eq(
    format('select distinct account_id from paper.%I order by 1', name), $$ values ('alpha' collate "C"), ('beta') $$,
    name || ': an analyst sees both'
) from views;
set local role alice;
select paper.grant_account('alpha', 'bob');
set local role bob;
select results_eq(
    format('select distinct account_id from paper.%I order by 1', name), $$ values ('alpha' collate "C"), ('beta') $$,
    name || ': who was granted an account sees it too'
) from views;

select * from finish();
rollback;
