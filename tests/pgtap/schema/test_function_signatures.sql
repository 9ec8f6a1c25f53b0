begin;
select plan(31);

create function pg_temp.signature(p_name text) returns text language sql
return (
    select format('(%s) returns %s', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid))
    from pg_proc as p where p.pronamespace = 'paper'::regnamespace and p.proname = p_name
);
select is(pg_temp.signature(name), signature, name)
from (
    values
    ('open_account', '(p_account_id text, p_initial_cash numeric DEFAULT 100000, p_settings jsonb DEFAULT ''{}''::jsonb) returns paper.accounts'),
    ('update_settings', '(p_account_id text, p_idempotency_key text, p_settings jsonb) returns paper.accounts'),
    ('close_account', '(p_account_id text, p_idempotency_key text) returns paper.accounts'),
    ('grant_account', '(p_account_id text, p_role text) returns paper.accounts'),
    ('revoke_account', '(p_account_id text, p_role text) returns paper.accounts'),
    ('submit_order', '(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, '
        'p_order_type paper.order_type DEFAULT ''market''::paper.order_type, p_limit_price numeric DEFAULT NULL::numeric, '
        'p_stop_price numeric DEFAULT NULL::numeric, p_options jsonb DEFAULT ''{}''::jsonb) returns SETOF paper.orders'),
    ('submit_orders', '(p_account_id text, p_orders paper.order_request[]) returns SETOF paper.orders'),
    ('cancel_order', '(p_account_id text, p_order_id uuid) returns SETOF paper.orders'),
    ('cancel_orders', '(p_account_id text, p_order_ids uuid[]) returns SETOF paper.orders'),
    ('cancel_all_orders', '(p_account_id text, p_ticker text DEFAULT NULL::text) returns SETOF paper.orders'),
    ('close_position', '(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric DEFAULT NULL::numeric) '
        'returns SETOF paper.orders'),
    ('deposit', '(p_account_id text, p_idempotency_key text, p_amount numeric) returns paper.accounts'),
    ('withdraw', '(p_account_id text, p_idempotency_key text, p_amount numeric) returns paper.accounts'),
    ('reset_account', '(p_account_id text, p_idempotency_key text, p_initial_cash numeric) returns paper.accounts'),
    ('set_clock', '(p_account_id text, p_at timestamp with time zone) returns timestamp with time zone'),
    ('clock', '(p_account_id text) returns timestamp with time zone'),
    ('schema_version', '() returns integer'),
    ('check', '(p_account_id text DEFAULT NULL::text) returns TABLE(account_id text, rule text, detail text)'),
    ('order_of', '(p_order_id uuid) returns SETOF paper.orders'),
    ('explain_order', '(p_account_id text, p_order_id uuid) returns TABLE(step integer, seq bigint, at timestamp with time zone, '
        'rule text, outcome text, price numeric, size numeric, detail jsonb)'),
    ('seq_at', '(p_account_id text, p_at timestamp with time zone) returns bigint'),
    ('feed_quotes', '(p_quotes paper.quote[], p_strict boolean DEFAULT false, '
        'OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) returns record'),
    ('feed_trades', '(p_trades paper.trade[], p_strict boolean DEFAULT false, '
        'OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) returns record'),
    ('feed_bars', '(p_bars paper.bar[], p_strict boolean DEFAULT false, '
        'OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) returns record'),
    ('load_sessions', '(p_calendar text, p_sessions paper.session[]) returns bigint'),
    ('set_instrument', '(p_ticker text, p_settings jsonb) returns paper.instruments'),
    ('sweep', '(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) returns record'),
    ('sweep_done', '(p_positions jsonb, p_snapshot pg_snapshot) returns void'),
    ('check_done', '(p_accounts bigint, p_violations bigint) returns void'),
    ('trim_tape', '(p_keep interval DEFAULT ''7 days''::interval) returns TABLE(day date, bytes bigint)'),
    ('position_of', '(p_side paper.order_side, p_quantity numeric, p_price numeric) returns paper.position_state')
) as v (name, signature);

select * from finish();
rollback;
