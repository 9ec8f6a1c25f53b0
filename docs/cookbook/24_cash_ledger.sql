-- Where does the cash come from: does every movement, from the opening deposit on, add up to the balance?
with ledger as (
    select
        case
            when event_type <> 'fill' then event_type::text
            when amount < 0 then 'bought'
            else 'sold'
        end as movement,
        seq,
        amount,
        cash_after,
        sum(amount) over (order by seq) as running
    from paper.cash_ledger
    where account_id = 'demo'
)

select
    coalesce(movement, 'in all') as movement,
    count(*) as rows,
    sum(amount)::numeric(20, 2) as amount,
    count(*) filter (where running <> cash_after) as rows_that_do_not_add_up,
    case
        when movement is null
            then (select a.cash from paper.accounts as a where a.account_id = 'demo')::numeric(20, 2)
    end as cash_of_the_account
from ledger
group by rollup (movement)
order by grouping(movement), movement;
