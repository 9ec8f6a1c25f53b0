create or replace function paper_internal.first_difference(
    p_account_id text, p_other_account_id text, p_after_seq bigint, p_to_seq bigint
) returns jsonb
language sql stable
-- The first row that two journals do not have in common, as {seq, differs: {column: [value, other value]}}; null when
-- there is none. Seals are those of an account.
begin atomic
    select jsonb_build_object('seq', d.seq, 'differs', (
        select jsonb_object_agg(c.name, jsonb_build_array(d.content -> c.name, d.other_content -> c.name))
        from jsonb_object_keys(coalesce(d.content, d.other_content)) as c (name)
        where (d.content -> c.name)::text is distinct from (d.other_content -> c.name)::text
    ))
    from (
        select a.seq, a.content, b.content as other_content
        from (
            select j.seq, to_jsonb(j) - '{account_id,seal}'::text[] as content
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq > p_after_seq and j.seq <= p_to_seq
        ) as a
        left join lateral (
            select to_jsonb(j) - '{account_id,seal}'::text[] as content
            from paper_internal.journal as j
            where j.account_id = p_other_account_id and j.seq = a.seq
            limit 1
        ) as b on true
        union all
        -- What is beyond the end of the first.
        select b.seq, null, b.content
        from (
            select j.seq, to_jsonb(j) - '{account_id,seal}'::text[] as content
            from paper_internal.journal as j
            where
                j.account_id = p_other_account_id and j.seq > p_after_seq and j.seq <= p_to_seq
                and j.seq > (select i.seq from paper_internal.accounts as i where i.account_id = p_account_id)
        ) as b
    ) as d
    where d.content::text is distinct from d.other_content::text
    order by d.seq
    limit 1;
end;
