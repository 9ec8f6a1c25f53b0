-- The rows that were exported go in as they are, but for what they are called;
-- what can be folded from them is proven by check() before anything is kept.
create or replace function paper.import_account(
    p_lines jsonb[], p_account_id text default null
) returns paper.accounts
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
-- The lines are read from memory.
set work_mem = '64MB'
set timezone = 'UTC'
as $$
declare
    v_account_id text;
    v_problem text := paper_internal.export_problem(p_lines);
    v_request jsonb;
    v_account paper_internal.accounts;
    v_violations jsonb;
begin
    perform paper_internal.require_serializable();
    if v_problem is not null then
        perform paper_internal.raise_unreadable(v_problem);
    end if;
    v_account_id := coalesce(p_account_id, p_lines[1] ->> 'account_id');
    v_request := jsonb_build_object('import', jsonb_build_object(
        'account_id', p_lines[1] ->> 'account_id', 'sha256', p_lines[cardinality(p_lines)] #>> '{end,sha256}'
    ));
    if paper_internal.is_made(v_account_id, v_request) then
        return paper_internal.account_of(v_account_id);
    end if;

    v_problem := paper_internal.lines_problem(p_lines);
    if v_problem is not null then
        perform paper_internal.raise_unreadable(v_problem);
    end if;

    begin
        v_account := paper_internal.imported_account(p_lines, v_account_id, v_request);
        insert into paper_internal.accounts select v_account.*;
        perform paper_internal.import_rows(p_lines, v_account_id, v_account.clock);
    exception
        when check_violation or not_null_violation or unique_violation or data_exception then
            perform paper_internal.raise_unreadable('a row of it is none of an account', sqlerrm);
    end;

    select jsonb_agg(to_jsonb(c)) into v_violations from paper.check(v_account_id) as c;
    if v_violations is not null then
        perform paper_internal.raise_unreadable(
            'its books are not right, in ' || jsonb_array_length(v_violations)::text || ' places', v_violations::text
        );
    end if;
    return paper_internal.account_of(v_account_id);
end
$$;

comment on function paper.import_account is
'Makes an account of the lines that export_account() returned, under its name or another one, owned by the caller: it
trades on, and its keys return the stored outcomes. The ids of its orders stay, unless the account they are of is here
too. What is cut off, changed or does not pass check() raises ZP011, and nothing is written. On a server whose market
data are others, it has seen what is not later than what it saw. The same call again returns the account as it stands;
raises ZP003, ZP004, ZP006, ZP011.';
