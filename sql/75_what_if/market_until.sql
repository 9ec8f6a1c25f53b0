-- The market of a ticker as it stood at a position of its tape: from how it
-- stood earlier, or from the begin (p_market null).
create or replace function paper_internal.market_until(
    p_market paper_internal.market, p_ticker text, p_to_seq bigint
) returns paper_internal.market
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_from bigint := coalesce(p_market.tape_seq, 0);
    v_market paper_internal.market := p_market;
    v_now paper_internal.market;
    v_count bigint;
    v_newest bigint[];
    v_datum paper_internal.tape;
begin
    v_market.ticker := p_ticker;
    v_market.tape_seq := p_to_seq;
    if p_to_seq = v_from then
        return v_market;
    end if;

    select
        count(*),
        array[
            max(t.tape_seq) filter (where t.kind = 'quote'),
            max(t.tape_seq) filter (where t.kind = 'trade'),
            max(t.tape_seq) filter (where t.kind = 'bar')
        ]
    into v_count, v_newest
    from paper_internal.tape as t
    where t.ticker = p_ticker and t.tape_seq > v_from and t.tape_seq <= p_to_seq;
    for v_datum in
        select t.*
        from paper_internal.tape as t
        where t.ticker = p_ticker and t.tape_seq = any(v_newest)
    loop
        case v_datum.kind
            when 'quote' then
                v_market.quote_seq := v_datum.tape_seq;
                v_market.quote_at := v_datum.at;
                v_market.bid := v_datum.bid;
                v_market.ask := v_datum.ask;
                v_market.bid_size := v_datum.bid_size;
                v_market.ask_size := v_datum.ask_size;
            when 'trade' then
                v_market.trade_seq := v_datum.tape_seq;
                v_market.trade_at := v_datum.at;
                v_market.last := v_datum.price;
            when 'bar' then
                v_market.bar_seq := v_datum.tape_seq;
                v_market.bar_at := v_datum.at;
                v_market.close := v_datum.price;
        end case;
    end loop;

    -- Of a tape that was trimmed, what is missing must not matter: the newest of each kind that was ever fed is there.
    if v_count < p_to_seq - v_from then
        select m.* into v_now from paper_internal.market as m where m.ticker = p_ticker;
        if
            p_market.ticker is not null
            or (v_now.quote_seq is not null and v_market.quote_seq is null)
            or (v_now.trade_seq is not null and v_market.trade_seq is null)
            or (v_now.bar_seq is not null and v_market.bar_seq is null)
        then
            return null;
        end if;
    end if;
    return v_market;
end
$$;
