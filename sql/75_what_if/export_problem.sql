create or replace function paper_internal.export_problem(p_lines jsonb[]) returns text
language sql stable
-- What is wrong with the lines of an export as such; null when nothing is.
return case
    when (
        coalesce(cardinality(p_lines), 0) < 1 or jsonb_typeof(p_lines[1]) <> 'object'
        or p_lines[1] -> 'pgpaper' is distinct from '"account"'
    ) is not false
        then 'it does not begin as an export of an account does'
    when p_lines[1] -> 'version' is distinct from '1'
        then 'its version is ' || coalesce(p_lines[1] ->> 'version', 'not given') || ', and only 1 is known here'
    when (jsonb_typeof(p_lines[1] -> 'schema_version') = 'number'
        and (p_lines[1] -> 'schema_version')::numeric <= paper.schema_version()) is not true
        then 'it was written by a newer schema, or by none'
    when jsonb_typeof(p_lines[cardinality(p_lines)] -> 'end') is distinct from 'object'
        then 'its end is missing'
    when p_lines[cardinality(p_lines)] #> '{end,lines}' is distinct from to_jsonb(cardinality(p_lines) - 1)
        then 'lines are missing, or were added'
    when p_lines[cardinality(p_lines)] #>> '{end,sha256}'
        is distinct from paper_internal.digest_of(p_lines[1:cardinality(p_lines) - 1])
        then 'it was changed after it was written'
end;
