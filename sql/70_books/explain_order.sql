create or replace function paper.explain_order(p_account_id text, p_order_id uuid)
returns table (
    step integer, seq bigint, at timestamptz, rule text, outcome text, price numeric, size numeric, detail jsonb
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_account paper_internal.accounts;
    v_created paper_internal.journal;
    v_order paper_internal.orders;
begin
    perform paper_internal.require_visible(p_account_id);
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    select j.* into v_created
    from paper_internal.journal as j
    where
        j.account_id = p_account_id and j.seq = paper_internal.seq_of(p_order_id) and j.order_type is not null
        and p_order_id = paper_internal.order_id(v_account.prefix, j.seq);
    if v_created.seq is null then
        raise exception 'unknown order %', coalesce(p_order_id::text, 'null')
            using errcode = 'ZP007', hint = 'paper.orders has the orders of the account, paper.order_of() finds one by its id';
    end if;
    select o.* into v_order
    from paper_internal.orders as o
    where o.account_id = p_account_id and o.seq = v_created.seq;

    return query
    select
        row_number() over (order by e.part, e.ordinality)::integer, e.seq, e.at, e.rule, e.outcome,
        trim_scale(e.price), trim_scale(e.size), nullif(e.detail, '{}')
    from (
        select 1 as part, i.*
        from paper_internal.explain_life(v_account, v_created, v_order) with ordinality as i
        union all
        select 2, i.*
        from paper_internal.explain_market(v_account, v_created, v_order) with ordinality as i
    ) as e
    order by e.part, e.ordinality;
end
$$;

comment on function paper.explain_order is
'Why an order did or did not fill, one reason a row. First its life, with the journal row of each step: how it was asked
for, what elected its stop, each fill with the rule, the price before slippage and the size that was displayed, and what
ended it. Then, for what did not fill, what the market offered while it was open (outcome not_filled), by the rule that
kept it from filling: the best price offered, when, and how many data. Raises ZP001, ZP007.';
