create or replace function paper_internal.tape_reaches(
    p_ticker text, p_after_seq bigint, p_to_seq bigint
) returns table (kind paper_internal.trigger_kind, from_price numeric, to_price numeric)
language sql stable
-- Which orders that piece of the tape reaches: of each kind those whose trigger price is in the range, where
-- no price is 0; nothing, when the range has no end.
begin atomic
    select v.kind, v.from_price, v.to_price
    from (
        select
            case when count(*) > 0 then 0 end as anything,
            min(least(t.ask, t.low, t.price)) as buy_limit,
            max(greatest(t.bid, t.high, t.price)) as sell_limit,
            max(greatest(t.ask, t.high, t.price)) as buy_stop,
            min(least(t.bid, t.low, t.price)) as sell_stop
        from paper_internal.tape as t
        where t.ticker = p_ticker and t.tape_seq > p_after_seq and t.tape_seq <= p_to_seq
    ) as e
    cross join lateral (
        values
        ('any'::paper_internal.trigger_kind, e.anything::numeric, 'Infinity'::numeric),
        ('buy_limit', e.buy_limit, 'Infinity'),
        ('sell_limit', 0, e.sell_limit),
        ('buy_stop', 0, e.buy_stop),
        ('sell_stop', e.sell_stop, 'Infinity')
    ) as v (kind, from_price, to_price);
end;
