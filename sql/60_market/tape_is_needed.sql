create or replace function paper_internal.tape_is_needed(p_era integer) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Whether a working order has yet to be matched against data of that day.
    return exists (
        select
        from (
            select w.ticker, min(greatest(w.seen_seq, c.checked_seq)) as applied_seq
            from paper_internal.working as w
            left join paper_internal.watches as c on w.account_id = c.account_id and w.ticker = c.ticker
            group by w.ticker
        ) as a
        where exists (
            select
            from paper_internal.tape as t
            where t.era = p_era and t.ticker = a.ticker and t.tape_seq > a.applied_seq
        )
    );
end
$$;
