create or replace function paper_internal.actor() returns text
language sql stable parallel safe
-- Inside a SECURITY DEFINER function current_user is its owner; the caller is
-- the role it has set, or the one it logged in as.
return case current_setting('role') when 'none' then session_user::text else current_setting('role') end;
