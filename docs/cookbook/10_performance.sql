-- How good is the strategy? Days on which nothing traded are no periods, so a year has 252.
select
    periods,
    round((100 * annual_return)::numeric, 2) as percent_a_year,
    round((100 * annual_volatility)::numeric, 2) as volatility,
    round(sharpe::numeric, 3) as sharpe,
    round(sortino::numeric, 3) as sortino,
    round((100 * max_drawdown)::numeric, 2) as max_drawdown,
    trips,
    round((100 * win_rate)::numeric, 1) as wins,
    round(profit_factor::numeric, 2) as profit_factor,
    expectancy::numeric(20, 2)
from paper.performance('demo', p_periods_per_year => 252);
