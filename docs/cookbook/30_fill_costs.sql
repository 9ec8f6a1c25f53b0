-- What does trading cost the desk, against the middle of the market at that moment? In basis points of the value.
select
    coalesce(tag, 'exits of brackets') as tag,
    liquidity,
    count(*) as fills,
    sum(quantity * price)::numeric(20, 2) as value,
    sum(slippage)::numeric(20, 2) as slippage,
    sum(fee)::numeric(20, 2) as fees,
    round(10000 * sum(slippage) / sum(quantity * price), 2) as slippage_bps,
    round(10000 * sum(cost) / sum(quantity * price), 2) as all_bps
from paper.fill_costs('desk')
group by coalesce(tag, 'exits of brackets'), liquidity
order by tag, liquidity;
