create or replace function paper_internal.actor() returns text
language sql stable parallel safe
return case
    -- For a view it is whoever reads it. That need not be the session's role: the function of somebody's index is run
    -- as the owner of the table, also when a superuser, or autovacuum, analyzes it.
    when current_user <> 'paper_owner' then current_user::text
    -- Inside a SECURITY DEFINER function current_user is its owner; the caller is the role it has set, or the one it
    -- logged in as. That whoever called it is not somebody else is require_unrestricted()'s to say.
    when current_setting('role') = 'none' then session_user::text
    else current_setting('role')
end;
