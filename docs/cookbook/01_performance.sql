-- How did the account do, all in all?
select
    p.from_at::date as from,
    p.to_at::date as to,
    p.end_equity::numeric(20, 2) as equity,
    round(100 * p.total_return::numeric, 1) as percent,
    round(100 * p.annual_return::numeric, 2) as percent_a_year,
    round(100 * p.annual_volatility::numeric, 2) as volatility,
    round(p.sharpe::numeric, 2) as sharpe,
    round(100 * p.max_drawdown::numeric, 1) as worst_drawdown,
    p.trips,
    round(100 * p.win_rate::numeric, 1) as percent_won,
    round(p.profit_factor::numeric, 2) as profit_factor
from paper.performance('demo') as p;
