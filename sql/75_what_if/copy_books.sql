-- A new account with the journal of another one up to a row after which none of
-- its orders is open, and what folding those rows gives. What check() folds to
-- prove, this folds to make; of the orders, which are final, the entries are
-- taken as they are.
create or replace function paper_internal.copy_books(
    p_source paper_internal.accounts, p_account_id text, p_seq bigint, p_origin jsonb
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_settings jsonb := '{}'::jsonb;
    v_closed boolean := false;
    v_epoch_seq bigint := 1::bigint;
    v_last paper_internal.journal;
    v_filter bytea := decode(repeat('00', 32), 'hex');
    v_terms record;
    v_ticker text;
begin
    for v_terms in
        select j.seq, j.event_type, j.detail
        from paper_internal.journal as j
        where
            j.account_id = p_source.account_id and j.seq <= p_seq
            and j.event_type in ('deposit', 'reset', 'correction') and j.detail is not null
        order by j.seq
    loop
        v_closed := v_closed or v_terms.detail ? 'closed';
        v_settings := v_settings || coalesce(v_terms.detail -> 'settings', '{}');
        if v_terms.event_type = 'reset' then
            v_epoch_seq := v_terms.seq;
        end if;
    end loop;

    select j.* into v_last
    from paper_internal.journal as j
    where j.account_id = p_source.account_id and j.seq = p_seq;

    insert into paper_internal.accounts (
        account_id, prefix, owner, settings, closed, cash, seq, epoch_seq, clock, opened_at, seal, origin
    )
    values (
        p_account_id, paper_internal.new_prefix(), paper_internal.actor(), paper_internal.normal_settings(v_settings),
        v_closed, v_last.cash_after, p_seq, v_epoch_seq, v_last.at, p_source.opened_at,
        paper_internal.seal_at(p_source.account_id, p_seq), p_origin
    );

    perform paper_internal.copy_journal(p_source.account_id, p_account_id, p_seq);

    insert into paper_internal.positions
    select
        p_account_id, f.ticker, f.quantity_after, f.avg_entry_price_after, f.earned, 0, f.at
    from (
        select
            j.*,
            sum(j.realized_pnl) over (partition by j.ticker) as earned,
            row_number() over (partition by j.ticker order by j.seq desc) as n
        from paper_internal.journal as j
        where
            j.account_id = p_source.account_id and j.seq > v_epoch_seq and j.seq <= p_seq
            and j.event_type in ('fill', 'partial_fill')
    ) as f
    where f.n = 1;

    for v_ticker in
        select p.ticker::text from paper_internal.positions as p where p.account_id = p_account_id
    loop
        v_filter := set_bit(v_filter, paper_internal.ticker_bit(v_ticker), 1);
    end loop;
    update paper_internal.accounts as a set position_filter = v_filter where a.account_id = p_account_id;

    perform paper_internal.copy_orders(p_source.account_id, p_account_id, p_seq);
end
$$;
