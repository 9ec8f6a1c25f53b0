create or replace function paper_internal.tape_place(
    p_watch paper_internal.watches, p_datum jsonb, p_clock timestamptz
) returns bigint
language sql stable
-- How far an imported account has looked at the tape that is here. Where the same datum is in the same place, there;
-- else up to the first datum that is later than what it has seen.
return case
    when exists (
        select
        from paper_internal.tape as t
        where
            t.ticker = (p_watch).ticker and t.tape_seq = (p_watch).checked_seq
            and jsonb_strip_nulls(to_jsonb(t) - 'era') = p_datum
    ) then (p_watch).checked_seq
    else coalesce(
        (
            select t.tape_seq - 1
            from paper_internal.tape as t
            where
                t.ticker = (p_watch).ticker
                and t.at > case (p_watch).checked_seq
                    when 0 then '-infinity' else coalesce((p_datum ->> 'at')::timestamptz, p_clock)
                end
            order by t.tape_seq
            limit 1
        ),
        (select m.tape_seq from paper_internal.market as m where m.ticker = (p_watch).ticker),
        0
    )
end;
