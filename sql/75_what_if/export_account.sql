create or replace function paper.export_account(p_account_id text) returns setof jsonb
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
-- The lines are returned from memory.
set work_mem = '64MB'
set jit = off
as $$
declare
    v_lines jsonb[];
begin
    perform paper_internal.require_visible(p_account_id);
    v_lines := array(
        select jsonb_build_object(
            'pgpaper', 'account', 'version', 1, 'schema_version', paper.schema_version(),
            'account_id', a.account_id, 'seq', a.seq
        )
        from paper_internal.accounts as a
        where a.account_id = p_account_id
    ) || array(
        select jsonb_build_object('account', paper_internal.without_nulls(
            to_jsonb(a) - '{account_id,owner,position_filter}'::text[]
        ))
        from paper_internal.accounts as a
        where a.account_id = p_account_id
    ) || array(
        -- What is inside of a column of JSON stays as it is.
        select jsonb_build_object(
            'journal',
            jsonb_strip_nulls(to_jsonb(j) - '{account_id,options,detail}'::text[])
            || case when j.options is null then '{}' else jsonb_build_object('options', j.options) end
            || case when j.detail is null then '{}' else jsonb_build_object('detail', j.detail) end
        )
        from paper_internal.journal as j
        where j.account_id = p_account_id
        order by j.seq
    ) || array(
        select jsonb_build_object('order', jsonb_strip_nulls(to_jsonb(o) - 'account_id'))
        from paper_internal.orders as o
        where o.account_id = p_account_id
        order by o.seq
    ) || array(
        select jsonb_build_object('position', jsonb_strip_nulls(to_jsonb(p) - 'account_id'))
        from paper_internal.positions as p
        where p.account_id = p_account_id
        order by p.ticker
    ) || array(
        select jsonb_build_object('watch', jsonb_strip_nulls(to_jsonb(w) - 'account_id'))
        from paper_internal.watches as w
        where w.account_id = p_account_id
        order by w.ticker
    ) || array(
        -- By these data another server tells whether its tape is the same.
        select jsonb_build_object('tape', jsonb_strip_nulls(to_jsonb(t) - 'era'))
        from (
            select w.ticker, w.checked_seq as tape_seq
            from paper_internal.watches as w
            where w.account_id = p_account_id
            union
            select j.ticker, max(j.tape_seq)
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.tape_seq > 0
            group by j.ticker
        ) as s
        inner join paper_internal.tape as t on s.ticker = t.ticker and s.tape_seq = t.tape_seq
        order by t.tape_seq, t.ticker
    );
    return query select l.line from unnest(v_lines) as l (line);
    return next jsonb_build_object('end', jsonb_build_object(
        'lines', cardinality(v_lines), 'sha256', paper_internal.digest_of(v_lines)
    ));
end
$$;

comment on function paper.export_account is
'An account in full, as lines of JSON: a header, the account, its journal, orders and positions, how far it has looked
at the tape, and a last line with a digest. import_account() makes the account of them again, here or on another server.
Who may use it is not part of it. Raises ZP001.';
