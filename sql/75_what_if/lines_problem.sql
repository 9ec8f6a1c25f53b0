create or replace function paper_internal.lines_problem(p_lines jsonb[]) returns text
language sql stable
-- What is wrong with what the lines of an export are of, and no journal can prove: that each is of a kind that is known
-- here, and that they belong together. Null when nothing is.
return coalesce(
    (
        select 'line ' || l.n::text || ' is none of an export'
        from unnest(p_lines) with ordinality as l (line, n)
        where
            l.n > 1 and l.n < cardinality(p_lines)
            and not (
                jsonb_typeof(l.line) = 'object'
                and l.line ?| '{account,journal,order,position,watch,tape}'
                and (select count(*) from jsonb_object_keys(l.line)) = 1
            )
        order by l.n
        limit 1
    ),
    case
        when
            jsonb_typeof(p_lines[2] -> 'account') is distinct from 'object'
            or not coalesce(
                p_lines[2] #>> '{account,prefix}' ~ '^[0-9a-f]+$' and length(p_lines[2] #>> '{account,prefix}') = 16
                and substr(p_lines[2] #>> '{account,prefix}', 13, 1) = '8', false
            )
            then 'the account is missing'
    end
);
