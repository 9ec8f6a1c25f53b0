create or replace function paper_internal.numbered_fills(p_account_id text)
returns table (
    order_seq bigint, fill_no bigint, quantity numeric, price numeric, fee numeric, market_at timestamptz
)
language sql stable
-- The fills of an account, numbered within their order.
begin atomic
    select
        f.order_seq,
        row_number() over (partition by f.order_seq order by f.seq),
        f.quantity,
        f.price,
        f.fee,
        f.market_at
    from paper.fills as f
    where f.account_id = p_account_id;
end;
