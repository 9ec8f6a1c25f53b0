-- Helpers of the pgTAP files, all in schema paper_test. Never shipped.
--
--   request        one order of a batch, with defaults for what a test does not care about
--   error          what a statement raised: code (SQLSTATE), message, detail, hint; all null when it did not
--   problems       the JSON list in the DETAIL of what a statement raised, one row per problem
--   state          everything that is stored about an account, to be compared before and after
--   rest           submits a limit order that has to rest, on an account of fill model market
--   at             a time of day on Monday 2026-01-05 UTC, else any time
--   quote, trade, bar  one datum of market data, fed; of AAPL unless said otherwise
--   sessions       gives a ticker a calendar: 'day opens closes', UTC
--   open_market    opens a simulated account of fill model market; its clock says 09:00
--   send           submits an order and returns its status
--   id_of          the id of an order
--   story          what the journal says after the opening, one line a row: order, event, fill, rule, liquidity, fee, reason;
--                  an exit is named after its entry and its type: k/limit
--   match          applies what was fed and returns the lines that the story got by it
--   explained      what explain_order says, one line a row: seq, rule, outcome, size at price, time of day, number of data
--   plant_account  plants an account without calling anything, for callers who may not open one
--   allow_tampering  lets a superuser change and delete rows of the journal, until the transaction ends
--   reseal         seals every journal as it now stands, as who has tampered with one and may write all would
--   violations_after  the rules that paper.check() finds broken after a statement and resealing, which are then undone
--   role           creates a login role for the time of the transaction
--   columns        name and type of the columns of a view or table, in order
--   try_row        inserts a valid row of a table of paper_internal with one column changed, and takes it back

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
        'working', (select jsonb_agg(w) from paper_internal.working as w where w.account_id = p_account_id),
        'watches', (select jsonb_agg(w) from paper_internal.watches as w where w.account_id = p_account_id)
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
language plpgsql
as $$
declare
    v_order paper.orders;
begin
    select o.* into strict v_order
    from paper.submit_order(p_account_id, p_idempotency_key, p_ticker, p_side, p_quantity, 'limit', p_limit_price) as o;
    if v_order.status <> 'accepted' then
        raise exception 'order % does not rest but is %', p_idempotency_key, v_order.status;
    end if;
    return v_order.order_id;
end
$$;

create function paper_test.at(p_time text) returns timestamptz
language sql stable
return case
    when p_time ~ '^[0-9][0-9]:' then ('2026-01-05 ' || p_time || '+00')::timestamptz
    else p_time::timestamptz
end;

create function paper_test.quote(
    p_at text,
    p_bid numeric,
    p_ask numeric,
    p_bid_size numeric default null,
    p_ask_size numeric default null,
    p_ticker text default 'AAPL',
    p_sequence bigint default null
) returns void
language sql
begin atomic
    select from paper.feed_quotes(array[row(
        p_ticker, paper_test.at(p_at), p_bid, p_ask, p_bid_size, p_ask_size, p_sequence
    )::paper.quote], true);
end;

create function paper_test.trade(
    p_at text, p_price numeric, p_size numeric default null, p_ticker text default 'AAPL', p_sequence bigint default null
) returns void
language sql
begin atomic
    select from paper.feed_trades(
        array[row(p_ticker, paper_test.at(p_at), p_price, p_size, p_sequence)::paper.trade], true
    );
end;

create function paper_test.bar(
    p_starts_at text,
    p_ends_at text,
    p_open numeric,
    p_high numeric,
    p_low numeric,
    p_close numeric,
    p_volume numeric default null,
    p_ticker text default 'AAPL'
) returns void
language sql
begin atomic
    select from paper.feed_bars(array[row(
        p_ticker, paper_test.at(p_starts_at), paper_test.at(p_ends_at), p_open, p_high, p_low, p_close, p_volume
    )::paper.bar], true);
end;

create function paper_test.sessions(p_ticker text, variadic p_days text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into paper_internal.instruments (ticker, calendar) values (p_ticker, 'TEST');
    insert into paper_internal.sessions (calendar, opens_at, closes_at)
    select 'TEST', (split_part(d, ' ', 1) || ' ' || split_part(d, ' ', 2) || '+00')::timestamptz,
        (split_part(d, ' ', 1) || ' ' || split_part(d, ' ', 3) || '+00')::timestamptz
    from unnest(p_days) as d;
end
$$;

create function paper_test.open_market(
    p_settings jsonb default '{}', p_cash numeric default 100000, p_account_id text default 'alpha'
) returns void
language plpgsql
as $$
begin
    perform paper.open_account(p_account_id, p_cash, '{"fill_model": "market", "clock": "simulated"}' || p_settings);
    perform paper.set_clock(p_account_id, paper_test.at('09:00'));
end
$$;

create function paper_test.send(
    p_idempotency_key text,
    p_side paper.order_side,
    p_quantity numeric,
    p_order_type paper.order_type default 'market',
    p_limit_price numeric default null,
    p_stop_price numeric default null,
    p_options jsonb default '{}',
    p_ticker text default 'AAPL',
    p_account_id text default 'alpha'
) returns text
language sql
begin atomic
    select o.status::text
    from paper.submit_order(
        p_account_id, p_idempotency_key, p_ticker, p_side, p_quantity, p_order_type, p_limit_price, p_stop_price, p_options
    ) as o;
end;

create function paper_test.id_of(p_idempotency_key text, p_account_id text default 'alpha') returns uuid
language sql stable
return (
    select o.order_id
    from paper.orders as o
    where o.account_id = p_account_id and o.idempotency_key = p_idempotency_key
);

create function paper_test.story(p_account_id text default 'alpha') returns setof text
language sql stable
begin atomic
    select concat_ws(
        ' ',
        n.name,
        j.event_type::text,
        case when j.price is not null then trim_scale(j.quantity)::text || ' at ' || trim_scale(j.price)::text end,
        j.rule::text,
        j.liquidity::text,
        case when j.fee <> 0 then 'fee ' || trim_scale(j.fee)::text end,
        j.reject_reason::text
    )
    from paper.journal as j
    left join paper.orders as o on j.account_id = o.account_id and j.order_seq = o.seq
    cross join lateral (
        select coalesce(
            j.idempotency_key,
            o.idempotency_key,
            (
                select p.idempotency_key
                from paper.orders as p
                where p.account_id = o.account_id and p.seq < o.seq and p.idempotency_key is not null
                order by p.seq desc
                limit 1
            ) || '/' || o.order_type::text
        ) as name
    ) as n
    where j.account_id = p_account_id and j.seq > 1
    order by j.seq;
end;

create function paper_test.match(p_account_id text default 'alpha') returns setof text
language plpgsql
as $$
declare
    v_seq bigint := (select a.seq from paper.accounts as a where a.account_id = p_account_id);
begin
    perform paper.match_account(p_account_id);
    return query select s from paper_test.story(p_account_id) with ordinality as s (s, n) where s.n >= v_seq order by s.n;
end
$$;

create function paper_test.explained(p_idempotency_key text, p_account_id text default 'alpha') returns setof text
language sql stable
begin atomic
    select concat_ws(
        ' ',
        e.seq::text,
        e.rule,
        e.outcome,
        coalesce(e.size::text || ' at ' || e.price::text, 'at ' || e.price::text, e.size::text),
        to_char(e.at at time zone 'UTC', 'HH24:MI:SS'),
        (e.detail ->> 'quotes') || ' quotes',
        (e.detail ->> 'trades') || ' trades',
        (e.detail ->> 'bars') || ' bars'
    )
    from paper.explain_order(p_account_id, paper_test.id_of(p_idempotency_key, p_account_id)) as e
    order by e.step;
end;

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

create function paper_test.allow_tampering() returns void
language plpgsql
as $$
begin
    alter table paper_internal.journal disable trigger append_only;
end
$$;

create function paper_test.reseal() returns void
language plpgsql
as $$
declare
    v_row paper_internal.journal;
    v_account_id text;
    v_texts text[];
    v_first_at timestamptz;
    v_seal bytea;
begin
    for v_row in select j.* from paper_internal.journal as j order by j.account_id, j.seq loop
        if v_row.account_id is distinct from v_account_id then
            v_account_id := v_row.account_id;
            v_seal := null;
            v_texts := array[]::text[];
        end if;
        if v_texts = '{}' then
            v_first_at := v_row.at;
        end if;
        v_texts := v_texts || paper_internal.sealed_text(
            case when v_row.at <> v_first_at then v_row.at end, v_row.event_type, v_row.order_seq, v_row.order_type,
            v_row.side, v_row.ticker, v_row.idempotency_key, v_row.quantity, v_row.limit_price, v_row.stop_price,
            v_row.price, v_row.amount, v_row.fee, v_row.reject_reason, v_row.options, v_row.error, v_row.detail,
            v_row.market_at, v_row.liquidity, v_row.rule, v_row.tape_seq
        );
        if v_row.seal is not null then
            v_seal := paper_internal.seal_of(v_seal, v_row.seq, v_first_at, v_texts);
            v_texts := array[]::text[];
            if v_row.seal <> v_seal then
                update paper_internal.journal as j set seal = v_seal
                where j.account_id = v_row.account_id and j.seq = v_row.seq;
            end if;
            update paper_internal.accounts as a set seal = v_seal where a.account_id = v_row.account_id;
        end if;
    end loop;
end
$$;

create function paper_test.violations_after(p_sql text) returns text[]
language plpgsql
as $$
declare
    v_rules text[];
begin
    begin
        perform paper_test.allow_tampering();
        execute p_sql;
        perform paper_test.reseal();
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
        'quantity', 1, 'ordered_quantity', 1, 'avg_entry_price', 1, 'realized_pnl', 0, 'updated_at', now(), 'at', now(),
        'event_type', 'fill', 'cash_after', 1, 'status', 'accepted', 'filled_quantity', 0, 'fees', 0,
        'role_name', 'valid', 'ordered_quantity', 1, 'side', 'buy', 'order_type', 'limit', 'submitted_at', now(), 'checked_seq', 1,
        'tape_seq', 1, 'newest_at', now(), 'era', 0, 'tickers', '{}', 'quantities', '{}', 'avg_entry_prices', '{}',
        'realized_pnls', '{}',
        'kind', case p_table when 'tape' then 'quote' else 'any' end
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
    raise exception using errcode = 'ZZ000', message = 'undo';
exception when sqlstate 'ZZ000' then
    null;
end
$$;
