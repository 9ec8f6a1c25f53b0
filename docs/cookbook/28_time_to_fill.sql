-- How long does an order of the desk wait for its fill? Of an exit, from its entry on.
with waits as (
    select
        o.order_type,
        o.filled_at - coalesce(e.filled_at, o.submitted_at) as wait
    from paper.orders as o
    left join paper.orders as e on o.account_id = e.account_id and o.parent_order_id = e.order_id
    where o.account_id = 'desk' and o.status = 'filled'
)

select
    order_type,
    count(*) as filled,
    percentile_disc(0.5) within group (order by wait) as median,
    percentile_disc(0.9) within group (order by wait) as nine_of_ten,
    max(wait) as longest
from waits
group by order_type
order by order_type;
