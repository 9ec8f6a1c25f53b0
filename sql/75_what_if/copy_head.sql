create or replace function paper_internal.copy_head(
    p_source paper_internal.accounts, p_account_id text, p_origin jsonb
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts := p_source;
begin
    -- The whole of an account under another id: its open orders have seen of the tape what they have seen. To a sweep
    -- they are new, as they are.
    v_account.account_id := p_account_id;
    v_account.prefix := paper_internal.new_prefix();
    v_account.owner := paper_internal.actor();
    v_account.origin := p_origin;
    insert into paper_internal.accounts select v_account.*;

    perform paper_internal.copy_journal(p_source.account_id, p_account_id, p_source.seq);
    perform paper_internal.copy_orders(p_source.account_id, p_account_id, p_source.seq);

    insert into paper_internal.positions (
        account_id, ticker, quantity, avg_entry_price, realized_pnl, reserved, updated_at
    )
    select p_account_id, p.ticker, p.quantity, p.avg_entry_price, p.realized_pnl, p.reserved, p.updated_at
    from paper_internal.positions as p
    where p.account_id = p_source.account_id;

    insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, seen_seq, expires_at)
    select p_account_id, w.seq, w.ticker, w.kind, w.trigger_price, w.seen_seq, w.expires_at
    from paper_internal.working as w
    where w.account_id = p_source.account_id;

    insert into paper_internal.watches (
        account_id, ticker, checked_seq, expires_at, quote_at, bid, bid_size, bid_left, ask, ask_size, ask_left,
        trade_at, last, close
    )
    select
        p_account_id, w.ticker, w.checked_seq, w.expires_at, w.quote_at, w.bid, w.bid_size, w.bid_left, w.ask,
        w.ask_size, w.ask_left, w.trade_at, w.last, w.close
    from paper_internal.watches as w
    where w.account_id = p_source.account_id;
end
$$;
