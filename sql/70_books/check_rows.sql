create or replace function paper_internal.check_rows(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The journal against itself. Each row carries the balances after it, so that a row and the one before it prove a step,
-- and the steps by induction the whole fold.
begin atomic
    with numbered as (
        select
            j.*,
            lag(j.seq, 1, 0::bigint) over w as seq_before,
            lag(j.at) over w as at_before,
            lag(j.cash_after::numeric, 1, 0::numeric) over w as cash_before,
            count(*) filter (where j.event_type = 'reset') over w as epoch
        from paper_internal.journal as j
        where
            j.account_id in (select a.account_id from paper.accounts as a)
            and (p_account_id is null or j.account_id = p_account_id)
        window w as (partition by j.account_id order by j.seq)
    ),

    held as (
        select
            n.*,
            lag(n.quantity_after::numeric, 1, 0::numeric) over w as quantity_before,
            lag(n.avg_entry_price_after::numeric, 1, 0::numeric) over w as avg_entry_price_before
        from numbered as n
        window w as (partition by n.account_id, n.ticker, n.epoch order by n.seq)
    ),

    folded as (
        select
            h.*,
            paper.apply_fill(h.quantity_before, h.avg_entry_price_before, h.side, h.quantity, h.price) as after
        from (select i.*, i.event_type in ('fill', 'partial_fill') as is_fill from held as i) as h
    ),

    judged as (
        select
            f.*,
            array_remove(array[
                case when f.seq <> f.seq_before + 1 then 'seq' end,
                case when f.seq = 1 and f.event_type <> 'deposit' then 'opening' end,
                case when f.at < f.at_before then 'time' end,
                case when (f.event_type = 'rejected' and f.reject_reason is null)
                    or (f.reject_reason is not null and f.event_type not in ('rejected', 'cancelled', 'expired'))
                    or (f.order_type is not null and f.order_seq is distinct from f.seq)
                    or (f.is_fill or f.event_type = 'rejected') and num_nulls(f.order_seq, f.ticker, f.side) > 0
                    or case
                        when f.is_fill
                            then num_nulls(f.quantity, f.price, f.realized_pnl) > 0 or f.amount is not null
                        else num_nonnulls(f.price, f.fee, f.realized_pnl) > 0
                    end
                    or case f.event_type
                        when 'deposit' then (f.amount >= 0) is not true
                        when 'withdrawal' then (f.amount < 0) is not true
                        when 'reset' then f.amount is null
                        else false
                    end
                then 'shape' end,
                case when f.cash_after <> f.cash_before + case
                    when f.is_fill
                        then case f.side when 'buy' then -(f.quantity * f.price) else f.quantity * f.price end
                            - coalesce(f.fee, 0)
                    else coalesce(f.amount, 0)
                end then 'cash' end,
                case when case
                    when f.is_fill
                        then f.quantity_after is distinct from (f.after).quantity
                            or f.avg_entry_price_after is distinct from (f.after).avg_entry_price
                    when f.ticker is not null
                        then f.quantity_after is distinct from f.quantity_before
                            or f.avg_entry_price_after is distinct from f.avg_entry_price_before
                    else false
                end then 'position' end,
                case when f.is_fill and f.realized_pnl is distinct from (f.after).realized_pnl
                    then 'realized_pnl' end,
                case when f.is_fill and f.order_type in ('limit', 'stop_limit') and case f.side
                    when 'buy' then f.price > f.limit_price else f.price < f.limit_price
                end then 'limit' end,
                case when (
                    f.cash_after >= 0 and f.cash_after < 1e21
                    and coalesce(f.quantity_after >= 0 and f.quantity_after < 1e15, true)
                    and coalesce(f.avg_entry_price_after >= 0 and f.avg_entry_price_after < 1e15, true)
                    and coalesce(f.quantity > 0 and f.quantity < 1e15, true)
                    and coalesce(f.price > 0 and f.price < 1e15, true)
                    and coalesce(f.amount > -1e21 and f.amount < 1e21, true)
                    and coalesce(f.realized_pnl > -1e21 and f.realized_pnl < 1e21, true)
                ) is not true then 'range' end
            ], null) as broken
        from folded as f
    )

    select
        f.account_id::text,
        b.rule,
        'seq ' || f.seq::text || ': ' || case b.rule
            when 'seq' then 'follows seq ' || f.seq_before::text
            when 'opening' then 'the first row is no deposit but ' || f.event_type::text
            when 'time' then f.at::text || ' is before ' || f.at_before::text
            when 'shape' then 'a ' || f.event_type::text || ' row without what it needs, or with what it cannot have'
            when 'cash' then 'cash_after is ' || f.cash_after::text || ', before it was ' || f.cash_before::text
            when 'position'
                then 'quantity_after is ' || coalesce(f.quantity_after::text, 'null') || ', avg_entry_price_after '
                    || coalesce(f.avg_entry_price_after::text, 'null') || ', before they were '
                    || f.quantity_before::text || ' and ' || f.avg_entry_price_before::text
            when 'realized_pnl'
                then 'realized_pnl is ' || coalesce(f.realized_pnl::text, 'null') || ', not '
                    || coalesce(((f.after).realized_pnl)::text, 'null')
            when 'limit' then 'filled at ' || f.price::text || ' beyond its limit'
            else 'a balance, quantity or price is out of range'
        end
    from judged as f
    cross join lateral unnest(f.broken) as b (rule)
    where f.broken <> '{}';
end;
