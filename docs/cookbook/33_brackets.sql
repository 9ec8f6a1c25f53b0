-- How do the brackets of the desk end: with the profit, with the loss, or not at all?
select
    case when x.seq is null then 'still open' else x.order_type::text end as ended_by,
    count(*) as brackets,
    sum(x.realized_pnl)::numeric(20, 2) as realized_pnl,
    date_trunc('second', avg(x.filled_at - e.filled_at)) as held_on_average
from paper.orders as e
left join paper.orders as x
    on e.account_id = x.account_id and e.order_id = x.parent_order_id and x.status = 'filled'
where e.account_id = 'desk' and e.options ->> 'order_class' = 'bracket' and e.status = 'filled'
group by ended_by
order by ended_by;
