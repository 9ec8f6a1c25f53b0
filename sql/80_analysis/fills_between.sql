create or replace function paper_internal.fills_between(
    p_account_id text, p_from_seq bigint, p_to_seq bigint, p_merge text
) returns table (
    seq bigint,
    at timestamptz,
    to_at timestamptz,
    ticker text,
    direction integer,
    quantity numeric,
    price numeric,
    fee numeric,
    order_seq bigint,
    tag text
)
language sql stable
-- The fills of a range of the journal, in order, with the tags of their orders. Merged by day (of the session's time
-- zone), those of a ticker that follow each other on the same side are one: at their average price, of the first one's
-- order.
begin atomic
    with fills as not materialized (
        select
            j.seq, j.at, j.ticker::text as ticker, j.quantity::numeric as quantity, j.price::numeric as price,
            case j.side when 'buy' then 1 else -1 end as direction,
            coalesce(j.fee, 0)::numeric as fee,
            j.order_seq,
            case
                when j.order_seq = j.seq then j.options
                else (
                    select o.options
                    from paper_internal.journal as o
                    where o.account_id = j.account_id and o.seq = j.order_seq
                    limit 1
                )
            end ->> 'tag' as tag
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq >= p_from_seq and j.seq <= p_to_seq
            and j.event_type in ('fill', 'partial_fill')
    )

    select f.seq, f.at, f.at as to_at, f.ticker, f.direction, f.quantity, f.price, f.fee, f.order_seq, f.tag
    from fills as f
    where p_merge = 'none'
    union all
    select
        min(g.seq), min(g.at), max(g.at), g.ticker, g.direction, sum(g.quantity),
        paper_internal.average_price(sum(g.quantity * g.price), sum(g.quantity)), sum(g.fee),
        (array_agg(g.order_seq order by g.seq))[1], (array_agg(g.tag order by g.seq))[1]
    from (
        select
            f.*,
            row_number() over (partition by f.ticker order by f.seq)
            - row_number() over (partition by f.ticker, f.direction, f.at::date order by f.seq) as run
        from fills as f
        where p_merge = 'day'
    ) as g
    group by g.ticker, g.direction, g.at::date, g.run
    order by seq;
end;
