-- A caller's domain pg_temp.text would be found before pg_catalog.text by a function whose
-- search_path is empty, and its check would run as the owner of the function.
begin;
select plan(2);

select paper_test.role('mallory', 'paper_trader');
set local session authorization mallory;
create function pg_temp.evil() returns boolean language plpgsql
as $$
begin
    perform set_config('test.ran_as', concat(current_setting('test.ran_as', true), ' ', current_user), true);
    return true;
end
$$;
-- No call may come before this: a function keeps the types that it found at first.
create domain pg_temp.text as pg_catalog.text check (pg_temp.evil());
create domain pg_temp.jsonb as pg_catalog.jsonb check (pg_temp.evil());
create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.evil());
create domain pg_temp.timestamptz as pg_catalog.timestamptz check (pg_temp.evil());
create domain pg_temp.int8 as pg_catalog.int8 check (pg_temp.evil());
create domain pg_temp.int4 as pg_catalog.int4 check (pg_temp.evil());
create domain pg_temp.bool as pg_catalog.bool check (pg_temp.evil());
create domain pg_temp.numeric as pg_catalog.numeric check (pg_temp.evil());

select paper.open_account('alpha', 1000, '{"clock": "simulated", "slippage_pct": 0}');
select paper.set_clock('alpha', '2020-01-01');
select paper.clock('alpha');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 10);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 10);
select *
from paper.submit_orders('alpha', '{"(o2,AAPL,buy,1,limit,10,,)","(o3,AAPL,sell,9,market,,,)","(o2,AAPL,buy,1,limit,10,,)"}');
select * from paper.close_position('alpha', 'c', 'AAPL', 1);
select * from paper.cancel_order('alpha', (select order_id from paper.orders where idempotency_key = 'o1'));
select * from paper.cancel_all_orders('alpha');
select paper.deposit('alpha', 'd', 1);
select paper.withdraw('alpha', 'w', 1);
select paper.update_settings('alpha', 's', '{"slippage_pct": 0.1}');
select paper.grant_account('alpha', 'paper_trader');
select paper.revoke_account('alpha', 'paper_trader');
select * from paper.order_of((select order_id from paper.orders where idempotency_key = 'o1'));
select paper.seq_at('alpha', 'infinity');
select * from paper.check('alpha');
select paper.schema_version();
select paper.position_of(side, quantity, price order by seq) from paper.fills;
select paper.reset_account('alpha', 'r', 1);
select paper.close_account('alpha', 'x');
select count(*) from paper.accounts;
select count(*) from paper.order_events;

drop domain pg_temp.text, pg_temp.jsonb, pg_temp.uuid, pg_temp.timestamptz, pg_temp.int8, pg_temp.int4, pg_temp.bool, pg_temp.numeric;
reset session authorization;
select is((select count(*) from paper.journal), 10::bigint, 'the calls did what they should');
select unalike(
    coalesce(current_setting('test.ran_as', true), ''), '%paper_%', 'and nothing of the caller''s ran as the owner'
);

select * from finish();
rollback;
