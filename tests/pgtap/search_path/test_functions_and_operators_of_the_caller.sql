-- A caller's schema before pg_catalog would replace functions and operators in a function that
-- does not pin its search_path.
begin;
select plan(2);

select paper_test.role('mallory', 'paper_trader');
create schema mallory authorization mallory;
set local session authorization mallory;
-- Whoever runs a function that does not pin its search_path would have to be let in.
grant usage on schema mallory to public;
create function mallory.note() returns void language plpgsql
as $$
begin
    perform set_config('test.ran_as', pg_catalog.concat(pg_catalog.current_setting('test.ran_as', true), ' ', current_user), true);
end
$$;
create function mallory.cardinality(anyarray) returns integer language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.cardinality($1); end $$;
create function mallory.replace(text, text, text) returns text language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.replace($1, $2, $3); end $$;
create function mallory.left(text, integer) returns text language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.left($1, $2); end $$;
create function mallory.quote_literal(text) returns text language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.quote_literal($1); end $$;
create function mallory.current_setting(text) returns text language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.current_setting($1); end $$;
create function mallory.isfinite(timestamptz) returns boolean language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.isfinite($1); end $$;
create function mallory.different(text, text) returns boolean language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.textne($1, $2); end $$;
create operator mallory.<> (function = mallory.different, leftarg = text, rightarg = text);
create function mallory.equal(text, text) returns boolean language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.texteq($1, $2); end $$;
create operator mallory.= (function = mallory.equal, leftarg = text, rightarg = text);
create function mallory.greater(numeric, numeric) returns boolean language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.numeric_gt($1, $2); end $$;
create operator mallory.> (function = mallory.greater, leftarg = numeric, rightarg = numeric);
create function mallory.minus(numeric, numeric) returns numeric language plpgsql
as $$ begin perform mallory.note(); return pg_catalog.numeric_sub($1, $2); end $$;
create operator mallory.- (function = mallory.minus, leftarg = numeric, rightarg = numeric);
set local search_path = mallory, pg_catalog, pg_temp;

select paper.open_account('alpha', 1000, '{"clock": "simulated", "slippage_pct": 0}');
select paper.set_clock('alpha', '2020-01-01');
select paper.clock('alpha');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 10);
select *
from paper.submit_orders('alpha', '{"(o2,AAPL,buy,1,limit,10,,)","(o3,AAPL,sell,9,market,,,)","(o2,AAPL,buy,1,limit,10,,)"}');
select * from paper.close_position('alpha', 'c', 'AAPL', 1);
select * from paper.cancel_all_orders('alpha');
select paper.deposit('alpha', 'd', 1);
select paper.withdraw('alpha', 'w', 1);
select paper.update_settings('alpha', 's', '{"slippage_pct": 0.1}');
select paper.grant_account('alpha', 'paper_trader');
select paper.seq_at('alpha', 'infinity');
select e.* from paper.orders as o cross join paper.explain_order('alpha', o.order_id) as e;
select * from paper.check('alpha');
select paper.reset_account('alpha', 'r', 1);
select paper.close_account('alpha', 'x');

reset session authorization;
set local search_path = tap, public;
select is((select count(*) from paper.journal), 10::bigint, 'the calls did what they should');
select unalike(
    coalesce(current_setting('test.ran_as', true), ''), '%paper_%', 'and nothing of the caller''s ran as the owner'
);

select * from finish();
rollback;
