create or replace function paper_internal.time_of(p_account paper_internal.accounts) returns timestamptz
language sql volatile
-- Never before the newest journal row, whatever the server's clock does; simulated time follows the market data too.
-- The look-up has a function of its own, since one with a query in it is never inlined.
return greatest(p_account.clock, case
    when p_account.settings ->> 'clock' = 'simulated' then paper_internal.newest_at()
    else paper_internal.server_time()
end);
