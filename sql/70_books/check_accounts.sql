create or replace function paper_internal.check_accounts(p_account_id text)
returns table (account_id text, rule text, detail text)
language sql stable
-- The accounts against what their journal says.
begin atomic
    with terms as (
        select
            j.account_id,
            max(j.seq) filter (where j.event_type = 'reset') as epoch_seq,
            bool_or(j.detail ? 'closed') as closed,
            jsonb_object_agg(s.key, s.value order by j.seq) filter (where s.key is not null) as settings
        from paper_internal.journal as j
        left join lateral jsonb_each(j.detail -> 'settings') as s on true
        where
            j.event_type in ('deposit', 'reset', 'correction')
            and (p_account_id is null or j.account_id = p_account_id)
        group by j.account_id
    )

    select
        a.account_id::text,
        'account',
        v.what || ' is ' || coalesce(v.stored, 'null') || ', the journal says ' || coalesce(v.folded, 'null')
    from paper_internal.accounts as a
    left join terms as t on a.account_id = t.account_id
    left join lateral (
        select j.seq, j.cash_after, j.at
        from paper_internal.journal as j
        where j.account_id = a.account_id
        order by j.seq desc
        limit 1
    ) as last on true
    cross join lateral (
        values
        ('seq', a.seq::text, last.seq::text, a.seq is distinct from last.seq),
        ('cash', a.cash::text, last.cash_after::text, a.cash is distinct from last.cash_after),
        ('clock', a.clock::text, last.at::text, (a.clock >= last.at) is not true),
        ('epoch_seq', a.epoch_seq::text, coalesce(t.epoch_seq, 1)::text, a.epoch_seq <> coalesce(t.epoch_seq, 1)),
        ('closed', a.closed::text, coalesce(t.closed, false)::text, a.closed <> coalesce(t.closed, false)),
        (
            'settings', a.settings::text, t.settings::text,
            a.settings <> paper_internal.normal_settings(coalesce(t.settings, '{}'))
        )
    ) as v (what, stored, folded, violated)
    where
        a.account_id in (select c.account_id from paper.accounts as c)
        and (p_account_id is null or a.account_id = p_account_id)
        and v.violated;
end;
