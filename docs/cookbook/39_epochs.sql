-- What became of each attempt of an account that was reset?
select
    e.account_id,
    e.epoch,
    to_char(e.from_at at time zone 'America/New_York', 'MM-DD HH24:MI') as began,
    n.equity - n.net_deposits as earned,
    (select count(*) from paper.round_trips(e.account_id, p_epoch => e.epoch)) as trips,
    e.is_current
from paper.epochs as e
cross join lateral paper.account_at(e.account_id, p_epoch => e.epoch) as n
where e.account_id = 'lab'
order by e.epoch;
