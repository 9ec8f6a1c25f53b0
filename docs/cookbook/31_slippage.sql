-- What did a fill cost against the limit price, and against waiting for the open of the next day?
-- In basis points, above 0 is worse for us. The next open is taken at the scale of this day's close,
-- since a split or a dividend in between is no change of price.
with compared as (
    select
        f.side,
        f.quantity * f.price as value,
        case f.side when 'buy' then 1 else -1 end as direction,
        f.price / o.limit_price - 1 as against_limit,
        f.price / (n.open * (n.adj_close / n.close) / (b.adj_close / b.close)) - 1 as against_next_open
    from paper.fills as f
    inner join paper.orders as o on f.account_id = o.account_id and f.order_seq = o.seq
    inner join demo.bars as b on f.ticker = b.ticker and b.day = (f.at at time zone 'America/New_York')::date
    inner join lateral (
        select d.open, d.close, d.adj_close
        from demo.bars as d
        where d.ticker = b.ticker and d.day > b.day
        order by d.day
        limit 1
    ) as n on true
    where f.account_id = 'demo'
)

select
    side,
    count(*) as fills,
    sum(value)::numeric(20, 2) as value,
    round(10000 * sum(direction * value * against_limit) / sum(value), 2) as bps_against_limit,
    round(10000 * sum(direction * value * against_next_open) / sum(value), 2) as bps_against_next_open,
    round(10000 * stddev_samp(against_next_open), 2) as bps_standard_deviation
from compared
group by side
order by side;
