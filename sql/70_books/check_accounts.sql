create or replace function paper_internal.check_accounts(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The accounts against what their journal says.
begin atomic
    select
        a.account_id::text,
        'account',
        v.what || ' is ' || coalesce(v.stored, 'null') || ', the journal says ' || coalesce(v.folded, 'null')
    from paper_internal.accounts as a
    left join lateral (
        select j.seq, j.cash_after, j.at
        from paper_internal.journal as j
        where j.account_id = a.account_id
        order by j.seq desc
        limit 1
    ) as last on true
    cross join lateral (
        select
            coalesce(max(j.seq) filter (where j.event_type = 'reset'), 1) as epoch_seq,
            coalesce(bool_or(j.detail ? 'closed'), false) as closed
        from paper_internal.journal as j
        where j.account_id = a.account_id and j.event_type in ('reset', 'correction')
    ) as terms
    cross join lateral (
        select
            paper_internal.normal_settings(coalesce(jsonb_object_agg(s.key, s.value order by j.seq), '{}')) as settings
        from paper_internal.journal as j
        cross join lateral jsonb_each(j.detail -> 'settings') as s
        where j.account_id = a.account_id and j.event_type in ('deposit', 'correction') and j.detail ? 'settings'
    ) as agreed
    cross join lateral (
        values
        ('seq', a.seq::text, last.seq::text, a.seq is distinct from last.seq),
        ('cash', a.cash::text, last.cash_after::text, a.cash is distinct from last.cash_after),
        ('clock', a.clock::text, last.at::text, (a.clock >= last.at) is not true),
        ('epoch_seq', a.epoch_seq::text, terms.epoch_seq::text, a.epoch_seq <> terms.epoch_seq),
        ('closed', a.closed::text, terms.closed::text, a.closed <> terms.closed),
        ('settings', a.settings::text, agreed.settings::text, a.settings <> agreed.settings)
    ) as v (what, stored, folded, violated)
    where
        a.account_id in (select c.account_id from paper.accounts as c)
        and (p_account_id is null or a.account_id = p_account_id)
        and v.violated;
end;
