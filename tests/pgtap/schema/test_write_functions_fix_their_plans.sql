begin;
select plan(13);

-- What takes an account in hand decides nothing from statistics: see rule 6 of the engine.
select ok(
    p.proconfig @> array[
        'plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off',
        'enable_bitmapscan=off', 'enable_material=off', 'jit=off'
    ], p.proname::text
)
from pg_proc as p
where p.pronamespace = 'paper'::regnamespace and p.proname in (
    'open_account', 'update_settings', 'close_account', 'grant_account', 'revoke_account', 'submit_orders', 'cancel_orders',
    'cancel_all_orders', 'close_position', 'deposit', 'withdraw', 'reset_account', 'set_clock'
) order by p.proname;

select * from finish();
rollback;
