create or replace function paper_internal.time_of(p_account paper_internal.accounts) returns timestamptz
language sql volatile
-- Never before the newest journal row, whatever the server's clock does; simulated time follows the market data too.
return case
    when p_account.settings ->> 'clock' = 'simulated'
        then greatest(p_account.clock, (select max(m.newest_at) from paper_internal.market as m))
    else greatest(paper_internal.server_time(), p_account.clock)
end;
