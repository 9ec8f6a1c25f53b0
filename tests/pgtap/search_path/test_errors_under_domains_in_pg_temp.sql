-- As before, on the paths that end in an error: each statement is its own first call.
begin;
select plan(2);

select paper_test.role('mallory', 'paper_trader');
select paper.open_account('of_another', 1000);
set local session authorization mallory;
create function pg_temp.evil() returns boolean language plpgsql
as $$
begin
    raise exception using errcode = 'ZZ666', message = concat('ran as ', current_user);
end
$$;
create function pg_temp.try(p_sql pg_catalog.text) returns void language plpgsql
as $$
begin
    execute p_sql;
exception
    when sqlstate 'ZZ666' then perform set_config('test.ran_as', sqlerrm, true);
    when others then null;
end
$$;
create domain pg_temp.text as pg_catalog.text check (pg_temp.evil());
create domain pg_temp.jsonb as pg_catalog.jsonb check (pg_temp.evil());

select pg_temp.try('select paper.deposit(''of_another'', ''k'', 1)');
select pg_temp.try('select paper.clock(''of_another'')');
select pg_temp.try('select paper.open_account(''a b'')');
select pg_temp.try('select paper.open_account(''alpha'', 1000)');
select pg_temp.try('select paper.open_account(''alpha'', 1000, ''{"slippage_pct": 0}'')');
select pg_temp.try('select paper.grant_account(''alpha'', ''nobody_of_this_name'')');
select pg_temp.try('select paper.submit_orders(''alpha'', ''{"(,,,,,,,)"}'')');
select pg_temp.try('select paper.withdraw(''alpha'', ''w'', 1000000)');
select pg_temp.try('select paper.cancel_order(''alpha'', ''00000000-0000-8000-8000-000000000002'')');

drop domain pg_temp.text, pg_temp.jsonb;
reset session authorization;
select is((select count(*) from paper.accounts), 2::bigint, 'the calls did what they should');
select is(coalesce(current_setting('test.ran_as', true), ''), '', 'and nothing of the caller''s ran');

select * from finish();
rollback;
