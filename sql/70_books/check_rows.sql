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
            h.event_type in ('fill', 'partial_fill') as is_fill,
            paper.apply_fill(h.quantity_before, h.avg_entry_price_before, h.side, h.quantity, h.price) as after
        from held as h
    )

    select
        f.account_id::text,
        v.rule,
        'seq ' || f.seq::text || ': ' || v.detail
    from folded as f
    cross join lateral (
        values
        (
            'seq', f.seq <> f.seq_before + 1,
            'follows seq ' || f.seq_before::text
        ),
        (
            'opening', f.seq = 1 and f.event_type <> 'deposit',
            'the first row is no deposit but ' || f.event_type::text
        ),
        (
            'time', f.at < f.at_before,
            f.at::text || ' is before ' || f.at_before::text
        ),
        (
            'shape', case
                when f.is_fill then num_nulls(f.order_seq, f.ticker, f.side, f.quantity, f.price, f.realized_pnl) > 0
                when f.event_type = 'rejected' then num_nulls(f.order_seq, f.ticker, f.side, f.reject_reason) > 0
                when f.event_type in ('deposit', 'withdrawal', 'reset') then f.amount is null
                else false
            end or (f.order_type is not null and f.order_seq <> f.seq),
            'a ' || f.event_type::text || ' row without what it needs'
        ),
        (
            'cash', f.cash_after <> f.cash_before + case
                when f.is_fill
                    then case f.side when 'buy' then -(f.quantity * f.price) else f.quantity * f.price end
                        - coalesce(f.fee, 0)
                else coalesce(f.amount, 0)
            end,
            'cash_after is ' || f.cash_after::text || ', before it was ' || f.cash_before::text
        ),
        (
            'position', case
                when f.is_fill
                    then (f.quantity_after, f.avg_entry_price_after)
                        is distinct from ((f.after).quantity, (f.after).avg_entry_price)
                when f.ticker is not null
                    then (f.quantity_after, f.avg_entry_price_after)
                        is distinct from (f.quantity_before, f.avg_entry_price_before)
                else false
            end,
            'quantity_after is ' || coalesce(f.quantity_after::text, 'null') || ', avg_entry_price_after '
            || coalesce(f.avg_entry_price_after::text, 'null') || ', before they were ' || f.quantity_before::text
            || ' and ' || f.avg_entry_price_before::text
        ),
        (
            'realized_pnl', f.is_fill and f.realized_pnl is distinct from (f.after).realized_pnl,
            'realized_pnl is ' || coalesce(f.realized_pnl::text, 'null') || ', not '
            || coalesce(((f.after).realized_pnl)::text, 'null')
        ),
        (
            'limit', f.is_fill and f.order_type in ('limit', 'stop_limit') and case f.side
                when 'buy' then f.price > f.limit_price else f.price < f.limit_price
            end,
            'filled at ' || f.price::text || ' beyond its limit'
        ),
        (
            'range', not (f.cash_after >= 0 and f.cash_after < 1e21)
            or not (coalesce(f.quantity_after, 0) >= 0 and coalesce(f.quantity_after, 0) < 1e15)
            or not (coalesce(f.avg_entry_price_after, 0) >= 0 and coalesce(f.avg_entry_price_after, 0) < 1e15)
            or not (coalesce(f.quantity, 1) > 0 and coalesce(f.quantity, 1) < 1e15)
            or not (coalesce(f.price, 1) > 0 and coalesce(f.price, 1) < 1e15)
            or not (abs(coalesce(f.amount, 0)) < 1e21 and abs(coalesce(f.realized_pnl, 0)) < 1e21),
            'a balance, quantity or price is out of range'
        )
    ) as v (rule, violated, detail)
    where v.violated;
end;
