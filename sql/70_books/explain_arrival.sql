create or replace function paper_internal.explain_arrival(
    p_order paper_internal.orders, p_terms paper_internal.market_terms, p_seen_seq bigint, p_waits_for_stop boolean
) returns paper_internal.explanation
language sql stable
-- Why an order did not fill when it was sent: it is tested against the newest quote, a stop that prints elect against
-- the newest print.
begin atomic
    select
        null::bigint,
        d.at,
        coalesce(
            case
                when p_order.works_from > p_order.submitted_at then 'waits_for_open'
                when p_order.time_in_force = 'cls' then 'waits_for_close'
                when d.at is null then 'no_market_data'
                when d.at < p_order.submitted_at - p_terms.max_quote_age then 'stale_quote'
            end,
            paper_internal.missed_rule(p_order, d.datum, d.price, d.size, p_waits_for_stop, true, false, true, false)
        ),
        'not_filled',
        d.price,
        d.size,
        jsonb_strip_nulls(jsonb_build_object(
            'when', 'submission',
            'limit_price', case when not p_waits_for_stop then trim_scale(p_order.limit_price) end,
            'stop_price', case when p_waits_for_stop then trim_scale(p_order.stop_price) end,
            'works_from', p_order.works_from
        ))
    from (
        select
            i.datum,
            (i.datum).at as at,
            paper_internal.offered_price(i.datum, p_order.side, p_waits_for_stop, false) as price,
            paper_internal.offered_size(i.datum, p_order.side) as size
        from (
            select
                t as trade,
                p_waits_for_stop and coalesce(p_terms.trigger_type = 'last', t.at is not null) as is_by_print
            from (select null) as one
            left join lateral paper_internal.tape_newest(
                p_order.ticker, 'trade', p_order.submitted_at, p_seen_seq
            ) as t on true
        ) as n
        left join lateral (
            select n.trade as datum where n.is_by_print
            union all
            select q
            from paper_internal.tape_newest(p_order.ticker, 'quote', p_order.submitted_at, p_seen_seq) as q
            where not n.is_by_print
        ) as i on true
    ) as d;
end;
