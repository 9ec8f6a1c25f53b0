-- When did it lose most from a peak, and how long did it take to come back?
select
    peak_at::date as peak,
    valley_at::date as valley,
    recovered_at::date as recovered,
    round(100 * depth::numeric, 1) as percent,
    extract(day from length) as days
from paper.drawdowns('demo')
order by depth
limit 5;
