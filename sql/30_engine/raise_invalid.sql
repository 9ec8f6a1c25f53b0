create or replace function paper_internal.raise_invalid(p_problems jsonb, p_count integer default 1) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first jsonb := p_problems -> 0;
    v_problem text := v_first ->> 'problem';
    v_invalid boolean := p_problems @> '[{"sqlstate": "ZP004"}]';
    v_hint text := 'nothing was written';
begin
    if p_count > 1 then
        v_problem := format(
            '%s of %s requests refused, the first, number %s: %s',
            jsonb_array_length(p_problems), p_count, v_first ->> 'index', v_problem
        );
        v_hint := 'nothing was written; the DETAIL lists every request that is wrong';
    end if;
    raise exception '%', v_problem
        using errcode = case when v_invalid then 'ZP004' else 'ZP002' end, detail = p_problems::text, hint = v_hint;
end
$$;
