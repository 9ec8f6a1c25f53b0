create or replace function paper_internal.require_lots(p_method text, p_merge text) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_problem text := coalesce(
        paper_internal.choice_problem('p_method', to_jsonb(p_method), '{fifo,lifo,hifo,average}'),
        paper_internal.choice_problem('p_merge', to_jsonb(p_merge), '{none,day}')
    );
begin
    -- How lots are matched is one of the ways there are.
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
end
$$;
