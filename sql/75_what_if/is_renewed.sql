-- Whether nothing is left, after row p_seq, of what an account had taken of the
-- displayed size of quotes: since its last fill in each ticker, and before its
-- next row there, both sides of the quote have changed.
create or replace function paper_internal.is_renewed(p_account_id text, p_seq bigint, p_to_seq bigint) returns boolean
language sql stable
begin atomic
    select coalesce(bool_and(r.is_renewed), true)
    from (
        select distinct on (j.ticker) j.ticker, j.tape_seq
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq <= p_seq and j.rule is not null
            and j.event_type in ('fill', 'partial_fill') and j.rule not in ('close', 'open', 'range', 'print')
        order by j.ticker asc, j.seq desc
    ) as f
    left join lateral (
        select i.tape_seq
        from paper_internal.journal as i
        where
            i.account_id = p_account_id and i.seq > p_seq and i.seq <= p_to_seq and i.ticker = f.ticker
            and i.tape_seq is not null
        order by i.seq
        limit 1
    ) as n on true
    cross join lateral (
        select
            m.quote_seq is null or (
                select count(distinct coalesce(t.ask, 0)) > 1 and count(distinct coalesce(t.bid, 0)) > 1
                from (
                    select b.ask, b.bid
                    from (
                        select i.ask, i.bid
                        from paper_internal.tape as i
                        where i.ticker = f.ticker and i.kind = 'quote' and i.tape_seq <= f.tape_seq
                        order by i.tape_seq desc
                        limit 1
                    ) as b
                    union all
                    select i.ask, i.bid
                    from paper_internal.tape as i
                    where
                        i.ticker = f.ticker and i.kind = 'quote' and i.tape_seq > f.tape_seq
                        and i.tape_seq <= coalesce(n.tape_seq, m.tape_seq)
                ) as t
            ) as is_renewed
        from paper_internal.market as m
        where m.ticker = f.ticker
    ) as r;
end;
