create or replace function paper_internal.digest_of(p_lines jsonb[]) returns text
language sql immutable parallel safe
-- The digest of the lines of an export; of what they say, however it is spaced.
return (
    select encode(sha256(coalesce(
        string_agg(sha256(convert_to(l.line::text, 'UTF8')), ''::bytea order by l.n), ''
    )), 'hex')
    from unnest(p_lines) with ordinality as l (line, n)
);
