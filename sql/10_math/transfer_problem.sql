create or replace function paper_internal.transfer_problem(p_amount numeric, p_cash numeric) returns text
language sql immutable parallel safe
return case
    when p_amount <= 0 then 'the amount must be above 0'
    when p_amount + p_cash >= 1e21 then 'cash must stay below 10^21'
    else paper_internal.amount_problem(p_amount)
end;
