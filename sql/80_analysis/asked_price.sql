create or replace function paper_internal.asked_price(p_row paper_internal.journal) returns numeric
language sql immutable parallel safe
-- What the order of a fill in fill model immediate asked for, which is what it is measured by: its stop, its limit or
-- the estimate that it was sent with; null where the market decided.
return case
    when (p_row).rule is not null then null
    when (p_row).order_type = 'stop' then (p_row).stop_price
    else (p_row).limit_price
end;
