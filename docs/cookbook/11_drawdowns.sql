-- The five deepest drawdowns, and how long each lasted.
select
    peak_at::date as peak,
    valley_at::date as valley,
    recovered_at::date as recovered,
    round((100 * depth)::numeric, 2) as percent,
    extract(day from length) as days
from paper.drawdowns('demo')
order by depth
limit 5;
