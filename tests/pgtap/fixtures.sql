-- Helpers of the pgTAP files, all in schema paper_test. Never shipped.
--
--   request        one order of a batch, with defaults for what a test does not care about
--   error          what a statement raised: code (SQLSTATE), message, detail, hint; all null when it did not
--   problems       the JSON list in the DETAIL of what a statement raised, one row per problem
--   state          everything that is stored about an account, to be compared before and after
--   rest           plants a resting limit order, which fill model immediate never makes
--   plant_account  plants an account without calling anything, for callers who may not open one
--   violations_after  the rules that paper.check() finds broken after a statement, which is then undone
--   role           creates a login role for the time of the transaction
--   columns        name and type of the columns of a view or table, in order
--   try_row        inserts a valid row of a table of paper_internal with one column changed, and empties the table

create schema paper_test;
grant usage on schema paper_test to public;

create function paper_test.request(
    p_idempotency_key text default 'k',
    p_ticker text default 'AAPL',
    p_side text default 'buy',
    p_quantity numeric default 1,
    p_order_type text default 'limit',
    p_limit_price numeric default 10,
    p_stop_price numeric default null,
    p_options jsonb default '{}'
) returns paper.order_request
language sql immutable
return row(
    p_idempotency_key, p_ticker, p_side, p_quantity, p_order_type, p_limit_price, p_stop_price, p_options
)::paper.order_request;

create function paper_test.error(
    p_sql text, out code text, out message text, out detail text, out hint text
) language plpgsql
as $$
begin
    execute p_sql;
exception when others then
    get stacked diagnostics
        code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
end
$$;

create function paper_test.problems(p_sql text) returns table (index integer, sqlstate text, problem text)
language sql
begin atomic
    select d.index, d.sqlstate, d.problem
    from paper_test.error(p_sql) as e
    cross join lateral jsonb_to_recordset(e.detail::jsonb) as d (index integer, sqlstate text, problem text)
    order by d.index;
end;

create function paper_test.state(p_account_id text) returns text
language sql security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object(
        'account', (select to_jsonb(a) from paper_internal.accounts as a where a.account_id = p_account_id),
        'grants', (select jsonb_agg(g) from paper_internal.account_grants as g where g.account_id = p_account_id),
        'positions', (select jsonb_agg(p) from paper_internal.positions as p where p.account_id = p_account_id),
        'journal', (select jsonb_agg(j) from paper_internal.journal as j where j.account_id = p_account_id),
        'orders', (select jsonb_agg(o) from paper_internal.orders as o where o.account_id = p_account_id),
        'working', (select jsonb_agg(w) from paper_internal.working as w where w.account_id = p_account_id)
    )::text;
end;

create function paper_test.rest(
    p_idempotency_key text,
    p_ticker text,
    p_side paper.order_side,
    p_quantity numeric,
    p_limit_price numeric,
    p_account_id text default 'alpha'
) returns uuid
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
    v_held numeric := 0;
    v_average numeric := 0;
begin
    update paper_internal.accounts as a set
        seq = a.seq + 1,
        reserved = a.reserved + case p_side when 'buy' then p_quantity * p_limit_price else 0 end
    where a.account_id = p_account_id
    returning * into v_account;

    update paper_internal.positions as p set
        reserved = p.reserved + case p_side when 'sell' then p_quantity else 0 end
    where p.account_id = p_account_id and p.ticker = p_ticker
    returning p.quantity, p.avg_entry_price into v_held, v_average;

    insert into paper_internal.journal (
        account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key,
        quantity, limit_price, cash_after, quantity_after, avg_entry_price_after
    ) values (
        p_account_id, v_account.seq, v_account.seq, v_account.clock, 'accepted', 'limit', p_side, p_ticker,
        p_idempotency_key, p_quantity, p_limit_price, v_account.cash, coalesce(v_held, 0), coalesce(v_average, 0)
    );
    insert into paper_internal.orders (account_id, seq, status, reserved, updated_at) values (
        p_account_id, v_account.seq, 'accepted',
        case p_side when 'buy' then p_quantity * p_limit_price else p_quantity end, v_account.clock
    );
    insert into paper_internal.working (account_id, seq, ticker) values (p_account_id, v_account.seq, p_ticker);

    return paper_internal.order_id(v_account.prefix, v_account.seq);
end
$$;

create function paper_test.plant_account(p_account_id text, p_owner text default session_user) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
begin atomic
    insert into paper_internal.accounts (account_id, prefix, owner, settings, cash, seq, clock, opened_at)
    values (p_account_id, '0123456789ab8cde', p_owner, '{}', 1000, 1, now(), now());
    insert into paper_internal.journal (account_id, seq, at, event_type, amount, cash_after)
    values (p_account_id, 1, now(), 'deposit', 1000, 1000);
end;

create function paper_test.role(p_name text, variadic p_groups text[] default '{}') returns void
language plpgsql
as $$
declare
    v_group text;
begin
    -- Roles belong to the cluster: another database may run its tests now.
    lock table pg_catalog.pg_authid in share row exclusive mode;
    execute format('create role %I login', p_name);
    foreach v_group in array p_groups loop
        execute format('grant %I to %I', v_group, p_name);
    end loop;
    -- pgTAP and the attackers among the tests make temporary objects.
    execute format('grant temporary on database %I to %I', current_database(), p_name);
end
$$;

create function paper_test.violations_after(p_sql text) returns text[]
language plpgsql
as $$
declare
    v_rules text[];
begin
    begin
        execute p_sql;
        v_rules := array(select c.rule from paper.check() as c);
        raise exception using errcode = 'ZZ000', message = 'undo';
    exception when sqlstate 'ZZ000' then
        return v_rules;
    end;
end
$$;

create function paper_test.columns(p_relation regclass) returns table (name text, type text)
language sql stable
begin atomic
    select a.attname::text, format_type(a.atttypid, a.atttypmod)
    from pg_attribute as a
    where a.attrelid = p_relation and a.attnum > 0 and not a.attisdropped
    order by a.attnum;
end;

create function paper_test.try_row(p_table text, p_column text, p_value text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_row jsonb := jsonb_build_object(
        'account_id', 'valid', 'prefix', '0123456789ab8cde', 'owner', 'valid', 'settings', '{}'::jsonb, 'closed', false,
        'cash', 1, 'reserved', 0, 'seq', 1, 'epoch_seq', 1, 'clock', now(), 'opened_at', now(), 'ticker', 'AAPL',
        'quantity', 1, 'avg_entry_price', 1, 'realized_pnl', 0, 'updated_at', now(), 'at', now(),
        'event_type', 'fill', 'cash_after', 1, 'status', 'accepted', 'filled_quantity', 0, 'fees', 0,
        'role_name', 'valid'
    );
begin
    -- As text, so that the value is read by the column's own type, NaN included.
    execute format(
        'insert into paper_internal.%I (%s) values (%s)', p_table,
        (
            select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
            from pg_attribute as a
            where a.attrelid = format('paper_internal.%I', p_table)::regclass and a.attnum > 0
                and (v_row ? a.attname or a.attname = p_column)
        ),
        (
            select string_agg(
                case a.attname when p_column then quote_nullable(p_value) else quote_literal(v_row ->> a.attname) end,
                ', ' order by a.attnum
            )
            from pg_attribute as a
            where a.attrelid = format('paper_internal.%I', p_table)::regclass and a.attnum > 0
                and (v_row ? a.attname or a.attname = p_column)
        )
    );
    execute format('delete from paper_internal.%I', p_table);
end
$$;
