create or replace function paper_internal.time_of(p_account paper_internal.accounts) returns timestamptz
language sql volatile
-- Never before the newest journal row, whatever the server's clock does.
return case
    when p_account.settings ->> 'clock' = 'simulated' then p_account.clock
    else greatest(paper_internal.server_time(), p_account.clock)
end;
