create or replace function paper_internal.check_fills(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The position that each row of a ticker carries against the row of that ticker before it: one step of the fold.
begin atomic
    with tickers as materialized (
        -- A number for each ticker of an account: sorting by one number takes half the time of sorting by texts.
        select t.account_id, t.ticker, row_number() over () as place
        from (
            select distinct j.account_id, j.ticker
            from paper_internal.journal as j
            where
                j.ticker is not null
                and j.account_id in (select a.account_id from paper.accounts as a)
                and (p_account_id is null or j.account_id = p_account_id)
        ) as t
    ),

    resets as (
        select j.account_id, array_agg(j.seq order by j.seq) as seqs
        from paper_internal.journal as j
        where j.event_type = 'reset' and (p_account_id is null or j.account_id = p_account_id)
        group by j.account_id
    ),

    lined_up as (
        select
            i.*,
            lag(i.place) over w as last_place,
            lag(i.seq) over w as last_seq,
            lag(i.quantity_after) over w as last_quantity,
            lag(i.avg_entry_price_after) over w as last_average
        from (
            select
                j.account_id,
                j.seq,
                j.side,
                j.quantity::numeric,
                j.price::numeric,
                j.realized_pnl::numeric,
                j.quantity_after::numeric,
                j.avg_entry_price_after::numeric,
                j.event_type in ('fill', 'partial_fill') as is_fill,
                r.seqs as resets,
                t.place
            from tickers as t
            inner join paper_internal.journal as j on t.account_id = j.account_id and t.ticker = j.ticker
            left join resets as r on t.account_id = r.account_id
        ) as i
        window w as (order by i.place * 1000000000000 + least(i.seq, 999999999999))
    ),

    held as (
        select
            l.*,
            case when l.goes_on then l.last_quantity else 0 end as quantity_before,
            case when l.goes_on then l.last_average else 0 end as avg_entry_price_before
        from (
            select
                u.*,
                u.place = u.last_place
                and (u.resets is null or width_bucket(u.seq, u.resets) = width_bucket(u.last_seq, u.resets)) as goes_on
            from lined_up as u
        ) as l
        -- A fence, since what is computed here is used many times below.
        offset 0
    ),

    folded as (
        select
            h.*,
            paper.apply_fill(h.quantity_before, h.avg_entry_price_before, h.side, h.quantity, h.price) as after
        from held as h
    ),

    judged as (
        select
            f.*,
            (
                f.quantity_after is distinct from case when f.is_fill then (f.after).quantity else f.quantity_before end
                or f.avg_entry_price_after is distinct from case
                    when f.is_fill then (f.after).avg_entry_price else f.avg_entry_price_before
                end
            ) as breaks_position,
            (f.is_fill and f.realized_pnl is distinct from (f.after).realized_pnl) as breaks_realized_pnl
        from folded as f
    )

    select j.account_id::text, b.rule, 'seq ' || j.seq::text || ': ' || b.detail
    from judged as j
    cross join lateral (
        values
        (
            j.breaks_position, 'position',
            'quantity_after is ' || coalesce(j.quantity_after::text, 'null') || ', avg_entry_price_after '
            || coalesce(j.avg_entry_price_after::text, 'null') || ', before they were '
            || j.quantity_before::text || ' and ' || j.avg_entry_price_before::text
        ),
        (
            j.breaks_realized_pnl, 'realized_pnl',
            'realized_pnl is ' || coalesce(j.realized_pnl::text, 'null') || ', not '
            || coalesce(((j.after).realized_pnl)::text, 'null')
        )
    ) as b (is_broken, rule, detail)
    where (j.breaks_position or j.breaks_realized_pnl) and b.is_broken;
end;
