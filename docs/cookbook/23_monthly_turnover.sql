-- How much was traded in each month of 2008 (New York's), months without a trade included?
select
    to_char(m.month, 'YYYY-MM') as month,
    count(f.seq) as fills,
    coalesce(sum(f.quantity * f.price) filter (where f.side = 'buy'), 0)::numeric(20, 2) as bought,
    coalesce(sum(f.quantity * f.price) filter (where f.side = 'sell'), 0)::numeric(20, 2) as sold,
    coalesce(sum(f.quantity * f.price), 0)::numeric(20, 2) as turnover
from generate_series(timestamp '2008-01-01', timestamp '2008-12-01', interval '1 month') as m (month)
left join paper.fills as f
    on f.account_id = 'demo' and date_trunc('month', f.at at time zone 'America/New_York') = m.month
group by m.month
order by m.month;
