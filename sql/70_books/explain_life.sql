create or replace function paper_internal.explain_life(
    p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders
) returns setof paper_internal.explanation
language sql stable
-- What became of an order, row by row of the journal, and the market data that did it.
begin atomic
    with lives as (
        select l.row, row_number() over (order by (l.row).seq) as n
        from (
            select j as row
            from paper_internal.journal as j
            where
                j.account_id = (p_created).account_id and j.order_seq = (p_created).seq and j.order_type is null
            union all
            select p_created where (p_created).event_type = 'fill'
        ) as l
    )

    select e.*
    from paper_internal.explain_birth((p_account).prefix, p_created, p_order) as e
    union all
    (
        select e.*
        from lives as l
        cross join lateral (
            select i.*
            from paper_internal.explain_immediate_fill((p_account).settings, l.row) as i
            where (l.row).event_type = 'fill' and (l.row).rule is null
            union all
            select i.*
            from paper_internal.explain_fill(
                (p_account).settings, p_created, p_order, l.row,
                (p_created).order_type in ('stop', 'stop_limit', 'trailing_stop') and not exists (
                    select
                    from lives as b
                    where b.n < l.n and (b.row).event_type in ('triggered', 'partial_fill')
                )
            ) as i
            where (l.row).event_type in ('fill', 'partial_fill') and (l.row).rule is not null
            union all
            select i.*
            from paper_internal.explain_change((p_account).prefix, p_created, p_order, l.row) as i
            where (l.row).event_type not in ('fill', 'partial_fill')
        ) as e
        order by l.n
    );
end;
