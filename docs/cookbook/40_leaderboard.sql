-- Which account does best? All that the reader may see, over their own lives.
select
    row_number() over (order by p.total_return desc) as place,
    a.account_id,
    a.settings ->> 'fill_model' as fill_model,
    p.end_equity::numeric(20, 2) as equity,
    round(100 * p.total_return::numeric, 2) as percent,
    round(100 * p.max_drawdown::numeric, 2) as drawdown,
    p.trips,
    round(p.profit_factor::numeric, 2) as profit_factor,
    p.fees::numeric(20, 2) as fees
from paper.accounts as a
cross join lateral paper.performance(
    a.account_id, p_step => case when a.account_id = 'demo' then interval '1 day' else interval '30 minutes' end
) as p
order by place;
