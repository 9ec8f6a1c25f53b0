-- The way of an order: look its key up, turn it into a step when the key is
-- new, let advance() fold the steps into the books, return what became of each.
create or replace function paper.submit_orders(
    p_account_id text, p_orders paper.order_request[]
) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
-- 20,000 orders are returned from memory.
set work_mem = '64MB'
as $$
declare
    v_account paper_internal.accounts := paper_internal.enter_account(p_account_id);
    v_at timestamptz := paper_internal.time_of(v_account);
    v_fill_model text := coalesce(v_account.settings ->> 'fill_model', 'immediate');
    v_count integer := coalesce(cardinality(p_orders), 0);
    v_is_large boolean := v_count > 100;
    v_firsts integer[] := case when v_is_large then paper_internal.first_of_key(p_orders) end;
    v_look_up boolean := v_account.closed or (
        v_is_large and (v_firsts is not null or not paper_internal.keys_are_new(p_account_id, p_orders))
    );
    v_steps paper_internal.step[];
    v_rows paper_internal.step[];
    v_replays bigint := 0::bigint;
    v_problems jsonb;
    v_next integer := 0;
begin
    -- Keys are looked up in a large batch. In a small one that would lock pages of a young index that other accounts
    -- write to, so it is tried as if all were new: the index refuses a known key, and then they are looked up. Racing
    -- calls do not come here together, they wait for the row of the account and fail with 40001.
    loop
        if v_look_up then
            if not v_is_large then
                v_firsts := paper_internal.first_of_key(p_orders);
            end if;
            select
                array_agg(s.stored),
                count(*) filter (where s.is_replay),
                array_agg(paper_internal.order_step(
                    p_account_id, v_at,
                    s.idempotency_key, s.ticker, s.side, s.quantity, s.order_type, s.limit_price, s.stop_price, s.options
                )) filter (where s.is_new)
            into v_rows, v_replays, v_steps
            from (
                select
                    r.*,
                    k.stored,
                    k.is_same as is_replay,
                    k.is_same is null and coalesce(v_firsts[r.ordinality] = r.ordinality, true)
                    and paper_internal.order_problem(
                        r.idempotency_key, r.ticker, r.side, r.quantity, r.order_type, r.limit_price, r.stop_price, r.options,
                        v_fill_model
                    ) is null as is_new
                from unnest(p_orders) with ordinality as r
                -- A lateral probe, since a join on the key turns quadratic without statistics.
                left join lateral (
                    select
                        row(j.*)::paper_internal.step as stored,
                        paper_internal.same_request(paper_internal.request_of(j), row(
                            r.idempotency_key, r.ticker, r.side, r.quantity, r.order_type, r.limit_price, r.stop_price, r.options
                        )::paper.order_request) as is_same
                    from paper_internal.journal as j
                    where j.account_id = p_account_id and j.idempotency_key = r.idempotency_key
                    limit 1
                ) as k on true
                offset 0
            ) as s;
        else
            select array_agg(paper_internal.order_step(
                p_account_id, v_at,
                r.idempotency_key, r.ticker, r.side, r.quantity, r.order_type, r.limit_price, r.stop_price, r.options
            ))
            into v_steps
            from unnest(p_orders) as r
            where paper_internal.order_problem(
                r.idempotency_key, r.ticker, r.side, r.quantity, r.order_type, r.limit_price, r.stop_price, r.options,
                v_fill_model
            ) is null;
        end if;
        if coalesce(cardinality(v_steps), 0) + v_replays < v_count then
            v_problems := paper_internal.order_problems(p_account_id, p_orders, v_fill_model);
            if v_problems is not null then
                perform paper_internal.raise_invalid(v_problems, v_count);
            end if;
        end if;
        exit when v_steps is null;
        if v_account.closed then
            raise exception 'account % is closed', quote_literal(p_account_id)
                using errcode = 'ZP005', hint = 'stored outcomes still replay; open another account for new requests';
        end if;
        begin
            v_steps := paper_internal.submit_steps(v_account, v_steps);
            exit;
        exception when unique_violation then
            -- Nothing is written yet.
            if v_look_up then
                raise;
            end if;
            v_look_up := true;
        end;
    end loop;

    if cardinality(v_steps) = v_count then
        v_rows := v_steps;
    elsif v_replays < v_count then
        -- Some keys are new and some are not: put each row where its request stands.
        for v_i in 1..v_count loop
            if v_firsts[v_i] < v_i then
                v_rows[v_i] := v_rows[v_firsts[v_i]];
            elsif v_rows[v_i] is null then
                v_next := v_next + 1;
                v_rows[v_i] := v_steps[v_next];
            end if;
        end loop;
    end if;
    if v_replays = 0 and v_fill_model = 'immediate' then
        return query select * from paper_internal.orders_at_birth(v_rows, v_account.prefix);
    else
        return query select * from paper_internal.orders_of_rows(v_rows, v_account.prefix);
    end if;
end
$$;

comment on function paper.submit_orders is
'Submits a batch of orders on one account and returns them in the order of the request: filled or rejected, or, where
the key is known, as they are stored. In fill model immediate every order is final at once. A batch with anything wrong
writes nothing and raises ZP004, or ZP002 when keys were used for different requests, with a DETAIL that lists all of
it as JSON: [{index, sqlstate, problem}], the first order being 1. Raises ZP001, ZP003, ZP005.';
