begin;
select plan(2);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('mallory', 'paper_trader');
set local role alice;
select paper.open_account('secret', 1000);
select * from paper.submit_order('secret', 'secret-key', 'AAPL', 'buy', 1, 'limit', 10);
set local role mallory;
-- Cheap, so that a planner that may will call it first.
create function pg_temp.leak(p_text text) returns boolean language plpgsql cost 0.000001
as $$
begin
    perform set_config('test.leaked', concat(current_setting('test.leaked', true), p_text), true);
    return true;
end
$$;
select count(*) from paper.accounts where pg_temp.leak(account_id);
select count(*) from paper.broker_accounts where pg_temp.leak(account_id);
select count(*) from paper.orders where pg_temp.leak(idempotency_key);
select count(*) from paper.order_events where pg_temp.leak(account_id);
select count(*) from paper.fills where pg_temp.leak(account_id);
select count(*) from paper.journal where pg_temp.leak(account_id);
select count(*) from paper.cash_ledger where pg_temp.leak(account_id);
select count(*) from paper.positions where pg_temp.leak(ticker);
select count(*) from paper.open_orders where pg_temp.leak(account_id);
select is(coalesce(current_setting('test.leaked', true), ''), '', 'no row of another account reached it');

set local role alice;
select count(*) from paper.accounts where pg_temp.leak(account_id);
select is(current_setting('test.leaked', true), 'secret', 'which it would have shown');

select * from finish();
rollback;
