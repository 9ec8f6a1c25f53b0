create or replace function paper_internal.may_use(p_account_id text, p_owner text) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return exists (
        select
        from unnest(paper_internal.actor_roles()) as r (role_name)
        where r.role_name = p_owner or exists (
            select
            from paper_internal.account_grants as g
            where g.account_id = p_account_id and g.role_name = r.role_name
        )
    );
end
$$;
