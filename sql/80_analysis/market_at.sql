create or replace function paper_internal.market_at(
    p_ticker text, p_at timestamptz, out last numeric, out bid numeric, out ask numeric, out close numeric
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_newest paper_internal.market;
    v_datum paper_internal.tape;
begin
    -- The market of a ticker as it stood at p_at (null: the newest), from the tape where the newest is later.
    select m.* into v_newest from paper_internal.market as m where m.ticker = p_ticker;
    last := v_newest.last;
    bid := v_newest.bid;
    ask := v_newest.ask;
    close := v_newest.close;
    if v_newest.quote_at > p_at then
        v_datum := paper_internal.tape_newest(p_ticker, 'quote', p_at);
        bid := v_datum.bid;
        ask := v_datum.ask;
    end if;
    if v_newest.trade_at > p_at then
        v_datum := paper_internal.tape_newest(p_ticker, 'trade', p_at);
        last := v_datum.price;
    end if;
    if v_newest.bar_at > p_at then
        v_datum := paper_internal.tape_newest(p_ticker, 'bar', p_at);
        close := v_datum.price;
    end if;
end
$$;
