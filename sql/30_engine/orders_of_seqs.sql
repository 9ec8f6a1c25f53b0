create or replace function paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) returns setof paper.orders
language sql stable
-- Stored orders, in the order of their seqs.
begin atomic
    select o.*
    from unnest(p_seqs) as s (seq)
    cross join lateral (
        select v.*
        from paper.orders as v
        where v.account_id = p_account_id and v.seq = s.seq
        limit 1
    ) as o;
end;
