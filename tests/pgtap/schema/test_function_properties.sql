begin;
select plan(45);

create temp table functions as
select p.proname::text as name, p.prosecdef, p.provolatile, p.proconfig, p.prosqlbody is null and p.prokind = 'f' as has_string_body
from pg_proc as p where p.pronamespace = 'paper'::regnamespace;

select ok(
    prosecdef and provolatile = 'v' and proconfig @> array['search_path=pg_catalog, pg_temp'],
    name || ' is a volatile definer that pins its search_path'
)
from functions
where name in (
    'open_account', 'update_settings', 'close_account', 'grant_account', 'revoke_account', 'submit_order', 'submit_orders',
    'cancel_order', 'cancel_orders', 'cancel_all_orders', 'close_position', 'deposit', 'withdraw', 'reset_account', 'set_clock',
    'feed_quotes', 'feed_trades', 'feed_bars', 'load_sessions', 'set_instrument', 'sweep_done', 'trim_tape',
    'check_done'
) order by name;
select ok(
    prosecdef and provolatile = 's' and proconfig @> array['search_path=pg_catalog, pg_temp'],
    name || ' is a stable definer that pins its search_path'
)
from functions
where name in (
    'check', 'explain_order', 'order_of', 'schema_version', 'seq_at', 'sweep', 'account_at', 'drawdowns', 'equity_curve', 'exposure',
    'fill_costs', 'lots', 'performance', 'pnl_by', 'positions_at', 'returns', 'round_trips', 'turnover'
) order by name;
select ok(
    not prosecdef and provolatile = 'i' and proconfig is null, name || ' is immutable and can be inlined'
)
from functions where name in ('apply_fill', 'fill_price') order by name;
select ok(
    prosecdef and proconfig @> array['search_path=pg_catalog, pg_temp'], name || ' is a definer that pins its search_path'
)
from functions where name = 'clock';
select is_empty(
    $$ select p.oid::regprocedure from pg_proc as p
       where p.pronamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace) and p.prokind = 'f'
         and p.prosqlbody is null and not coalesce(p.proconfig @> array['search_path=pg_catalog, pg_temp'], false) $$,
    'every string body pins its search_path'
);

select * from finish();
rollback;
