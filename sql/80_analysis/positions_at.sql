create or replace function paper.positions_at(
    p_account_id text, p_at timestamptz default null, p_epoch integer default null
) returns table (
    ticker text,
    quantity numeric,
    avg_entry_price numeric,
    realized_pnl numeric,
    mark_price numeric,
    market_value numeric,
    unrealized_pnl numeric
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
    return query
    select
        h.ticker, h.quantity, h.avg_entry_price, h.realized_pnl,
        k.price, h.quantity * k.price, h.quantity * (k.price - h.avg_entry_price)
    from paper_internal.holdings_at(p_account_id, v_epoch.from_seq, v_epoch.seq) as h
    -- What is not held is worth nothing, whatever its price.
    left join lateral paper_internal.market_at(h.ticker, v_epoch.at) as m on h.quantity <> 0
    cross join lateral (
        select paper_internal.mark_price(
            v_epoch.mark, h.quantity, h.avg_entry_price, m.last, m.bid, m.ask, m.close
        ) as price
    ) as k;
end
$$;

comment on function paper.positions_at is
'What an account held after the last row of its journal at or before p_at (null: now), one row per ticker traded in the
epoch, closed positions included with quantity 0 and a mark of 0: the columns of positions, with realized_pnl up to
then, valued at the newest market data at p_at by the setting mark, without market data at the average entry price.
The epoch is the one that p_at falls in, or number p_epoch of paper.epochs. Index probes. Raises ZP001, ZP004.';
