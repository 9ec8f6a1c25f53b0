create or replace function paper_internal.actor_roles() returns text[]
language sql stable parallel safe
-- The caller and every role whose rights it has by membership, as PostgreSQL counts them: not where it does not
-- inherit, or may only administer. For a superuser, all roles.
return array(
    select r.rolname::text
    from pg_catalog.pg_roles as r
    where pg_has_role(paper_internal.actor(), r.oid, 'usage')
);
