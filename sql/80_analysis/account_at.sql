create or replace function paper.account_at(
    p_account_id text, p_at timestamptz default null, p_epoch integer default null
) returns table (
    account_id text,
    at timestamptz,
    seq bigint,
    cash numeric,
    market_value numeric,
    equity numeric,
    realized_pnl numeric,
    unrealized_pnl numeric,
    fees numeric,
    net_deposits numeric,
    epoch_seq bigint
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_epoch record;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_at, p_epoch);
    if v_epoch.seq is null then
        return;
    end if;
    return query
    select
        p_account_id, v_epoch.at, v_epoch.seq, j.cash_after::numeric, p.market_value, j.cash_after + p.market_value,
        p.realized_pnl, p.unrealized_pnl, paper_internal.fees_at(p_account_id, v_epoch.from_seq, v_epoch.seq),
        paper_internal.deposits_at(p_account_id, v_epoch.from_seq, v_epoch.seq), v_epoch.from_seq
    from (
        select
            coalesce(sum(h.quantity * k.price), 0) as market_value,
            coalesce(sum(h.realized_pnl), 0) as realized_pnl,
            coalesce(sum(h.quantity * (k.price - h.avg_entry_price)), 0) as unrealized_pnl
        from paper_internal.holdings_at(p_account_id, v_epoch.from_seq, v_epoch.seq) as h
        left join lateral paper_internal.market_at(h.ticker, v_epoch.at) as m on h.quantity <> 0
        cross join lateral (
            select paper_internal.mark_price(
                v_epoch.mark, h.quantity, h.avg_entry_price, m.last, m.bid, m.ask, m.close
            ) as price
        ) as k
    ) as p
    cross join lateral (
        select i.cash_after
        from paper_internal.journal as i
        where i.account_id = p_account_id and i.seq = v_epoch.seq
        limit 1
    ) as j;
end
$$;

comment on function paper.account_at is
'An account as it stood after the last row of its journal at or before p_at (null: now, at being the latest of its clock
and its market data): cash, positions valued as positions_at does, equity = cash + market_value; of the epoch the profit
realized (gross of fees), the fees, and net_deposits: the cash it began with and what was deposited since, less
withdrawals, so that equity − net_deposits is what was earned. The epoch is the one that p_at falls in, or number
p_epoch of paper.epochs. No row before the account was opened. Index probes. Raises ZP001, ZP004.';
