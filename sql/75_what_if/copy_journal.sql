create or replace function paper_internal.copy_journal(
    p_account_id text, p_new_account_id text, p_seq bigint
) returns void
language sql volatile
-- The rows of one account as those of another, up to p_seq.
begin atomic
    insert into paper_internal.journal (
        account_id, seq, order_seq, at, event_type, order_type, side, reject_reason, ticker, idempotency_key, quantity,
        limit_price, stop_price, price, amount, fee, realized_pnl, cash_after, quantity_after, avg_entry_price_after,
        options, error, detail, seal, market_at, liquidity, rule, tape_seq
    )
    select
        p_new_account_id, j.seq, j.order_seq, j.at, j.event_type, j.order_type, j.side, j.reject_reason, j.ticker,
        j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee, j.realized_pnl,
        j.cash_after, j.quantity_after, j.avg_entry_price_after, j.options, j.error, j.detail,
        case when j.seq = p_seq then paper_internal.seal_at(p_account_id, p_seq) else j.seal end, j.market_at,
        j.liquidity, j.rule, j.tape_seq
    from paper_internal.journal as j
    where j.account_id = p_account_id and j.seq <= p_seq
    order by j.seq;
end;
