-- The newest rows, up to p_seq, after which no order of an account was open,
-- and no call was half done: newest first, 1 (the opening) among them.
-- There the books are the rows before, folded; from there on they can be lived
-- again.
create or replace function paper_internal.quiet_seqs(p_account_id text, p_seq bigint) returns bigint[]
language sql stable
begin atomic
    with lives as (
        -- From the request that brought the order about to the row that ended it; a replaced order ends in the row of
        -- the one that replaces it.
        select
            r.seq as from_seq,
            coalesce(e.seq, 9223372036854775807) as to_seq
        from paper_internal.orders as o
        left join lateral (
            select j.seq + case j.event_type when 'replaced' then 1 else 0 end as seq
            from paper_internal.journal as j
            where
                j.account_id = p_account_id and j.order_seq = o.seq and j.order_type is null and j.seq <= p_seq
                and j.event_type in ('fill', 'cancelled', 'expired', 'replaced')
            limit 1
        ) as e on true
        cross join lateral (
            -- A leg follows its request at once.
            select j.seq
            from paper_internal.journal as j
            where
                j.account_id = p_account_id and j.seq between o.seq - 2 and o.seq
                and j.order_type is not null and j.idempotency_key is not null
            order by j.seq desc
            limit 1
        ) as r
        where o.account_id = p_account_id and o.seq <= p_seq + 2
    ),

    ends as (
        select
            l.from_seq - 1 as seq,
            coalesce(max(l.to_seq) over (
                order by l.from_seq rows between unbounded preceding and 1 preceding
            ), 0) as busy_to_seq
        from (
            select i.from_seq, max(i.to_seq) as to_seq
            from lives as i
            where i.from_seq <= p_seq
            group by i.from_seq
        ) as l
        union all
        select p_seq, coalesce(max(l.to_seq), 0)
        from lives as l
        where l.from_seq <= p_seq
    )

    select coalesce(array_agg(n.seq order by n.seq desc), '{}') || 1::bigint
    from (
        select distinct e.seq
        from ends as e
        where e.busy_to_seq <= e.seq and e.seq > 1
        order by e.seq desc
        limit 16
    ) as n;
end;
