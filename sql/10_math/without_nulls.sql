create or replace function paper_internal.without_nulls(p_row jsonb) returns jsonb
language sql immutable parallel safe
-- A row as JSON without its columns that are null; unlike with jsonb_strip_nulls(), what is inside of a column stays as
-- it is.
return p_row - array(select e.key from jsonb_each(p_row) as e where e.value = 'null');
