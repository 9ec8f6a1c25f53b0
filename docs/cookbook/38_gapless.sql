-- Is every journal whole, its time never going back, and its cash above what is reserved?
select
    j.account_id,
    count(*) as rows,
    max(j.seq) = count(*) as has_no_gap,
    bool_and(j.at >= j.before) is not false as in_order,
    min(j.cash_after) >= 0 as never_overdrawn
from (
    select account_id, seq, at, cash_after, lag(at) over (partition by account_id order by seq) as before
    from paper.journal
) as j
group by j.account_id
order by j.account_id;
