create or replace function paper_internal.without_nulls(p_row jsonb) returns jsonb
language sql immutable parallel safe
-- A row as JSON without its columns that are null; what is inside of a column stays as it is. The quick way is open to
-- rows whose columns of JSON are null.
return case
    when
        coalesce(jsonb_typeof(p_row -> 'options'), 'null') = 'null'
        and coalesce(jsonb_typeof(p_row -> 'detail'), 'null') = 'null'
        and coalesce(jsonb_typeof(p_row -> 'settings'), 'null') = 'null'
        and coalesce(jsonb_typeof(p_row -> 'origin'), 'null') = 'null'
        then jsonb_strip_nulls(p_row)
    else p_row - array(select e.key from jsonb_each(p_row) as e where e.value = 'null')
end;
