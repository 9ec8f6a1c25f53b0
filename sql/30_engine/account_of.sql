create or replace function paper_internal.account_of(p_account_id text) returns paper.accounts
language sql stable
return (select a from paper.accounts as a where a.account_id = p_account_id);
