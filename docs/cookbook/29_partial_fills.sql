-- Which orders took more than one fill, and did the price run away meanwhile?
select
    o.idempotency_key as key,
    o.side,
    o.quantity,
    count(*) as fills,
    sum(f.quantity) as filled,
    min(f.price)::numeric(20, 4) as lowest,
    max(f.price)::numeric(20, 4) as highest,
    max(f.at) - min(f.at) as took,
    o.status
from paper.orders as o
inner join paper.fills as f on o.account_id = f.account_id and o.seq = f.order_seq
where o.account_id = 'desk'
group by o.seq, o.idempotency_key, o.side, o.quantity, o.status
having count(*) > 1 or sum(f.quantity) < o.quantity
order by o.seq
limit 10;
