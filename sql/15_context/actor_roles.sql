create or replace function paper_internal.actor_roles() returns text[]
language sql stable parallel safe
-- The caller and every role it is a member of; for a superuser, all roles.
return array(
    select r.rolname::text
    from pg_catalog.pg_roles as r
    where pg_has_role(paper_internal.actor(), r.oid, 'member')
);
