-- What does the desk hold, what is it worth, and which part of everything is it?
select
    p.ticker,
    p.quantity,
    p.avg_entry_price::numeric(20, 4) as avg_entry_price,
    p.current_price,
    p.market_value::numeric(20, 2) as market_value,
    p.unrealized_pnl::numeric(20, 2) as unrealized_pnl,
    round(100 * p.market_value / a.portfolio_value, 1) as percent_of_all
from paper.positions as p
inner join paper.accounts as a on p.account_id = a.account_id
where p.account_id = 'desk' and p.quantity <> 0
order by p.market_value desc;
