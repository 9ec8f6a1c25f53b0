-- Why did that order not fill? What stood against each bid that expired, and the best that was offered.
select
    to_char(o.submitted_at at time zone 'America/New_York', 'MM-DD HH24:MI') as submitted,
    o.limit_price as bid,
    x.rule as because,
    x.price as best_ask,
    to_char(x.at at time zone 'America/New_York', 'HH24:MI') as at,
    x.detail ->> 'quotes' as of_quotes
from paper.orders as o
cross join lateral paper.explain_order('desk', o.order_id) as x
where o.account_id = 'desk' and o.status = 'expired' and x.outcome = 'not_filled' and x.detail ? 'quotes'
order by o.seq, x.step;
