-- How much of what is there was paid in, and how much was earned? For every account.
-- Average prices have 12 decimals, so the parts add up to far less than a cent, not always exactly.
select
    a.account_id,
    n.equity::numeric(20, 2) as equity,
    n.net_deposits::numeric(20, 2) as paid_in,
    n.realized_pnl::numeric(20, 2) as realized,
    n.unrealized_pnl::numeric(20, 2) as unrealized,
    n.fees::numeric(20, 2) as fees,
    abs(n.equity - n.net_deposits - n.realized_pnl - n.unrealized_pnl + n.fees) < 0.000001 as adds_up
from paper.accounts as a
cross join lateral paper.account_at(a.account_id) as n
order by a.account_id;
