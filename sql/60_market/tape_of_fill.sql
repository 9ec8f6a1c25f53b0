create or replace function paper_internal.tape_of_fill(
    p_ticker text, p_side paper.order_side, p_rule paper.fill_rule, p_market_at timestamptz, p_price numeric
) returns paper_internal.tape
language sql stable
-- The datum on the tape that a fill or an elected stop of that rule came from. Of several of one time the one that
-- reaches the price, or whose price is nearest to it.
begin atomic
    select d.*
    from (
        select t.*
        from unnest(case p_rule
            when 'gap' then '{quote}'
            when 'print' then '{trade}'
            when 'quote' then '{quote}'
            when 'open' then '{}'
            else enum_range(null::paper_internal.datum_kind)
        end::paper_internal.datum_kind[]) as k (kind)
        cross join lateral (
            select
                paper_internal.tape_before(p_ticker, k.kind, p_market_at) as from_seq,
                paper_internal.tape_before(p_ticker, k.kind, p_market_at + interval '1 microsecond') as to_seq
        ) as b
        cross join lateral (
            select i.*
            from paper_internal.tape as i
            where
                i.ticker = p_ticker and i.kind = k.kind and i.at = p_market_at
                and i.tape_seq > b.from_seq and i.tape_seq <= b.to_seq
        ) as t
        union all
        -- A bar acts at its begin too.
        select t.*
        from (
            select i.*
            from paper_internal.tape as i
            where
                i.ticker = p_ticker and i.kind = 'bar' and p_rule in ('open', 'stop')
                and i.tape_seq > paper_internal.tape_before(p_ticker, 'bar', p_market_at + interval '1 microsecond')
            order by i.tape_seq
            limit 1
        ) as t
        where t.starts_at = p_market_at
        union all
        -- A print that elects a stop while quotes outrank it: the fill is at the quote of before.
        select t.*
        from paper_internal.tape_newest(p_ticker, 'quote', p_market_at) as t
        where p_rule = 'quote'
    ) as d
    cross join lateral (select paper_internal.offered_price(d, p_side, p_rule = 'stop', false) as price) as o
    order by
        case
            when p_rule in ('limit', 'stop') and (p_side = 'buy') = (p_rule = 'limit') then o.price <= p_price
            when p_rule in ('limit', 'stop') then o.price >= p_price
        end desc,
        case when p_rule not in ('limit', 'stop') then abs(o.price - p_price) end,
        d.tape_seq
    limit 1;
end;
