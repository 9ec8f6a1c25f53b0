-- Do the positions agree with their fills, folded again by the function that the engine itself uses?
with folded as (
    select
        ticker,
        count(*) as fills,
        paper.position_of(side, quantity, price order by seq) as position
    from paper.fills
    where account_id = 'demo'
    group by ticker
)

select
    p.ticker,
    f.fills,
    p.quantity,
    p.avg_entry_price::numeric(20, 4) as avg_entry_price,
    p.realized_pnl::numeric(20, 2) as realized_pnl,
    row(p.quantity, p.avg_entry_price, p.realized_pnl) = row(
        (f.position).quantity, (f.position).avg_entry_price, (f.position).realized_pnl
    ) as agrees
from paper.positions as p
inner join folded as f on p.ticker = f.ticker
where p.account_id = 'demo'
order by p.ticker;
