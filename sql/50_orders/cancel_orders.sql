create or replace function paper.cancel_orders(p_account_id text, p_order_ids uuid[]) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
    v_account paper_internal.accounts := paper_internal.enter_account(p_account_id);
    v_seqs bigint[] := array(select paper_internal.seq_of(i.id) from unnest(p_order_ids) as i (id));
    v_unknown uuid[];
    v_requests paper_internal.step[];
begin
    select array_agg(i.id) into v_unknown
    from unnest(p_order_ids) as i (id)
    left join lateral (
        select j.seq
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.seq = paper_internal.seq_of(i.id) and j.order_type is not null
            and i.id = paper_internal.order_id(v_account.prefix, j.seq)
        limit 1
    ) as k on true
    where k.seq is null;
    if v_unknown is not null then
        raise exception 'unknown order %', coalesce(v_unknown[1]::text, 'null')
            using errcode = 'ZP007', detail = to_jsonb(v_unknown)::text,
            hint = 'nothing was cancelled; the DETAIL lists every id that is no order of this account';
    end if;

    v_requests := paper_internal.cancel_requests(p_account_id, v_seqs, null);
    if v_requests <> '{}' then
        perform paper_internal.trade(v_account, v_requests);
    end if;
    return query select * from paper_internal.orders_of_seqs(p_account_id, v_seqs);
end
$$;

comment on function paper.cancel_orders is
'Cancels those of the orders that can still trade and returns all of them, in the order given; final orders are returned
unchanged. An id that is no order of the account raises ZP007, and nothing is cancelled.';
