create or replace function paper_internal.raise_problem(
    p_problem text, p_sqlstate text default 'ZP004'
) returns void
language sql volatile
return paper_internal.raise_invalid(
    jsonb_build_array(jsonb_build_object('index', 1, 'sqlstate', p_sqlstate, 'problem', p_problem))
);
