-- What became of the orders of the desk, by type and time in force?
select
    order_type,
    coalesce(options ->> 'time_in_force', 'gtc') as tif,
    count(*) as orders,
    count(*) filter (where status = 'filled') as filled,
    count(*) filter (where status = 'cancelled') as cancelled,
    count(*) filter (where status = 'expired') as expired,
    count(*) filter (where status = 'rejected') as rejected,
    count(*) filter (where status in ('accepted', 'pending', 'partially_filled')) as open
from paper.orders
where account_id = 'desk'
group by order_type, tif
order by order_type, tif;
