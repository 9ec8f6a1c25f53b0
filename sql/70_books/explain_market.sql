-- What the market offered an order while it was open and did not fill, a row for
-- each rule that stood against it: the best price, when, and how many data.
--
-- An open order is compared with what it has been matched against. Where one
-- that has ended, or whose stop was elected, began on the tape is not stored:
-- its time says.
create or replace function paper_internal.explain_market(
    p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders
) returns setof paper_internal.explanation
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_terms paper_internal.market_terms := paper_internal.terms_of(p_account.settings);
    v_market paper_internal.market;
    v_seen_seq bigint;
    v_from_seq bigint;
    v_to_seq bigint;
    v_from_at timestamptz := '-infinity'::timestamptz;
    v_to_at timestamptz := 'infinity'::timestamptz;
    v_armed_at timestamptz;
    v_elected_at timestamptz;
    v_elected_seq bigint;
    v_ended_at timestamptz;
    v_filled_at timestamptz[];
    v_opened_at timestamptz[];
    v_reason text;
    v_open_bar paper_internal.tape;
    v_arrival paper_internal.explanation;
    v_calendar text;
    v_trade_at timestamptz;
    v_is_stop boolean := p_order.order_type in ('stop', 'stop_limit', 'trailing_stop');
begin
    if p_order.seq is null or p_order.status = 'filled' then
        return;
    end if;
    select
        min(j.at) filter (where j.event_type = 'accepted'),
        min(j.market_at),
        coalesce(array_agg(j.market_at) filter (where j.price is not null and j.rule <> 'open'), '{}'),
        coalesce(array_agg(j.market_at) filter (where j.rule = 'open'), '{}'),
        max(j.at) filter (where j.event_type in ('cancelled', 'expired', 'replaced')),
        max(nullif(j.reject_reason, 'not_fillable')::text)
    into v_armed_at, v_elected_at, v_filled_at, v_opened_at, v_ended_at, v_reason
    from paper_internal.journal as j
    where j.account_id = p_order.account_id and j.order_seq = p_order.seq and j.order_type is null;
    if p_order.elected and v_elected_at is null then
        v_elected_at := '-infinity'::timestamptz;
    end if;

    -- An exit that its entry has not armed has seen no market.
    if p_order.parent_seq <> p_order.seq and p_created.event_type = 'submitted' and v_armed_at is null then
        return query
        select
            null::bigint, null::timestamptz, 'waits_for_entry', 'not_filled', null::numeric, null::numeric,
            jsonb_build_object('entry', paper_internal.order_id(p_account.prefix, p_order.parent_seq))
        where p_order.status = 'pending';
        return;
    end if;

    -- The piece of the tape.
    select m.* into v_market from paper_internal.market as m where m.ticker = p_order.ticker;
    if v_ended_at is null then
        select w.seen_seq, coalesce(c.checked_seq, w.seen_seq)
        into v_from_seq, v_to_seq
        from paper_internal.working as w
        left join paper_internal.watches as c on w.account_id = c.account_id and w.ticker = c.ticker
        where w.account_id = p_order.account_id and w.seq = p_order.seq;
    end if;
    if v_ended_at is null and not p_order.elected then
        v_seen_seq := v_from_seq;
    else
        v_from_at := coalesce(v_armed_at, p_order.submitted_at);
        v_to_at := coalesce(v_ended_at, v_to_at);
        select
            min(paper_internal.tape_before(p_order.ticker, k.kind, v_from_at + interval '1 microsecond')),
            coalesce(v_to_seq, max(paper_internal.tape_before(p_order.ticker, k.kind, v_to_at + interval '1 microsecond')))
        into v_from_seq, v_to_seq
        from (
            values ('quote'::paper_internal.datum_kind, v_market.quote_seq), ('trade', v_market.trade_seq),
            ('bar', v_market.bar_seq)
        ) as k (kind, newest_seq)
        where k.newest_seq is not null;
        if p_order.time_in_force in ('ioc', 'fok', 'opg') then
            -- It ended at the open of a bar, which stands on the tape with the time of its end.
            v_open_bar := paper_internal.tape_of_fill(p_order.ticker, p_order.side, 'open', v_ended_at, null);
            v_to_seq := greatest(v_to_seq, v_open_bar.tape_seq);
        end if;
    end if;

    if p_order.expires_at < p_order.submitted_at then
        -- It came too late to be tested: that it was due says all.
        return;
    end if;
    if p_order.parent_seq is null or p_order.parent_seq = p_order.seq then
        v_arrival := paper_internal.explain_arrival(
            p_order, v_terms, v_seen_seq,
            v_is_stop and coalesce(v_elected_at > p_order.submitted_at, true)
        );
        if v_arrival.rule in ('no_size_left', 'not_taken') and v_ended_at = p_order.submitted_at then
            v_arrival.rule := coalesce(v_reason, v_arrival.rule);
        end if;
        return next v_arrival;
    end if;

    select i.calendar into v_calendar from paper_internal.instruments as i where i.ticker = p_order.ticker;
    v_elected_seq := (paper_internal.tape_of_fill(
        p_order.ticker, p_order.side, 'stop', v_elected_at, p_order.stop_price
    )).tape_seq;
    v_trade_at := (paper_internal.tape_newest(p_order.ticker, 'trade', p_order.submitted_at, v_seen_seq)).at;

    return query
    with data as (
        select
            t as datum,
            t.tape_seq,
            t.kind,
            t.at,
            coalesce(max(t.at) filter (where t.kind = 'quote') over w, q.at) as quote_at,
            coalesce(max(t.at) filter (where t.kind = 'trade') over w, v_trade_at) as trade_at,
            v_is_stop and coalesce(t.tape_seq < v_elected_seq, t.at < v_elected_at, true) as waits_for_stop,
            coalesce((
                select case when t.starts_at is null then s.opens_at <= t.at else s.opens_at < t.at end
                from paper_internal.sessions as s
                where
                    s.calendar = v_calendar
                    and s.closes_at >= coalesce(t.starts_at + interval '1 microsecond', t.at)
                order by s.closes_at
                limit 1
            ), v_calendar is null) as is_open
        from paper_internal.tape as t
        left join lateral paper_internal.tape_newest(
            p_order.ticker, 'quote', p_order.submitted_at, v_seen_seq
        ) as q on true
        where t.ticker = p_order.ticker and t.tape_seq > v_from_seq and t.tape_seq <= v_to_seq
        window w as (order by t.tape_seq)
    ),

    offers as (
        select
            d.*,
            n.is_one_price,
            case d.tape_seq when v_open_bar.tape_seq then v_open_bar.starts_at else d.at end as seen_at,
            case d.tape_seq when v_open_bar.tape_seq then v_open_bar.open else paper_internal.offered_price(
                d.datum, p_order.side, d.waits_for_stop, n.is_one_price
            ) end as price,
            paper_internal.offered_size(d.datum, p_order.side) as size
        from data as d
        cross join lateral (
            -- Of a bar that has come to its end an order may be for the close alone, of another for the open.
            select
                v_terms.bar_price = 'close' or p_order.time_in_force = 'cls'
                or coalesce(d.tape_seq = v_open_bar.tape_seq, false) as is_one_price
        ) as n
        where
            (
                d.at > v_from_at and d.at <= v_to_at and d.at <> all(v_filled_at)
                and coalesce((d.datum).starts_at <> all(v_opened_at), true)
            )
            or d.tape_seq = v_open_bar.tape_seq
    ),

    judged as (
        select
            o.*,
            paper_internal.missed_rule(
                p_order, o.datum, o.price, o.size, o.waits_for_stop,
                o.kind = 'bar' or (o.kind = 'trade') = coalesce(
                    v_terms.trigger_type = 'last', o.trade_at is not null
                ),
                case o.kind
                    when 'quote' then false
                    when 'trade' then coalesce(o.quote_at >= o.at - v_terms.max_quote_age, false)
                    else coalesce(greatest(o.quote_at, o.trade_at) >= o.at - v_terms.max_quote_age, false)
                end,
                o.is_open, o.is_one_price
            ) as rule
        from offers as o
    ),

    -- What ended it for want of cash or shares did so at the last datum that it could have had.
    reasons as (
        select
            j.*,
            case
                when j.rule in ('no_size_left', 'not_taken') and v_reason is not null
                    and j.tape_seq = max(j.tape_seq) filter (where j.rule in ('no_size_left', 'not_taken')) over ()
                    then v_reason
                -- An exit that has sold all that its entry bought so far.
                when
                    j.rule in ('no_size_left', 'not_taken') and p_order.parent_seq <> p_order.seq
                    and p_order.quantity = p_order.filled_quantity and j.at > all(v_filled_at) and v_filled_at <> '{}'
                    then 'waits_for_entry'
                else j.rule
            end as reason,
            case when (p_order.side = 'buy') = j.waits_for_stop then -j.price else j.price end as place
        from judged as j
    )

    select
        null::bigint,
        (array_agg(r.seen_at order by r.place, r.tape_seq))[1],
        r.reason,
        'not_filled',
        (array_agg(r.price order by r.place, r.tape_seq))[1],
        (array_agg(r.size order by r.place, r.tape_seq))[1],
        jsonb_strip_nulls(jsonb_build_object(
            'quotes', nullif(count(*) filter (where r.kind = 'quote'), 0),
            'trades', nullif(count(*) filter (where r.kind = 'trade'), 0),
            'bars', nullif(count(*) filter (where r.kind = 'bar'), 0),
            'first_at', min(r.seen_at),
            'last_at', max(r.seen_at),
            'limit_price', case when r.reason like 'limit_%' then trim_scale(p_order.limit_price) end,
            'stop_price', case when r.reason = 'stop_not_reached' then trim_scale(p_order.stop_price) end
        ))
    from reasons as r
    group by r.reason
    order by min(r.tape_seq);
    if not found and v_filled_at || v_opened_at = '{}' and v_from_at < v_to_at and v_arrival.rule is distinct from 'no_market_data' then
        return next row(
            null, null, 'no_market_data', 'not_filled', null, null,
            jsonb_build_object('since', coalesce(v_armed_at, p_order.submitted_at))
        )::paper_internal.explanation;
    end if;

    return query
    select
        null::bigint, v_market.newest_at, 'not_matched_yet', 'not_filled', null::numeric, null::numeric,
        jsonb_build_object('data', v_market.tape_seq - v_to_seq)
    where v_ended_at is null and v_market.tape_seq > v_to_seq;
    return query
    select
        null::bigint, t.at, 'tape_trimmed', 'not_filled', null::numeric, null::numeric,
        jsonb_build_object('data', t.tape_seq - 1 - v_from_seq)
    from (
        select i.at, i.tape_seq
        from paper_internal.tape as i
        where i.ticker = p_order.ticker and i.tape_seq > v_from_seq
        order by i.tape_seq
        limit 1
    ) as t
    where v_from_seq < v_to_seq and t.tape_seq > v_from_seq + 1;
end
$$;
