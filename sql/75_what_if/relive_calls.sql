-- One call of an account that lives a journal again: applies the tape, then
-- does what was asked for. Returns the market of each ticker as it stood.
--
--   p_needs    by ticker, up to where the tape is applied, if that is known
--   p_bounds   elsewhere: not beyond this, and not beyond what is at or before p_now
create or replace function paper_internal.relive_calls(
    p_account_id text,
    p_steps paper_internal.step[],
    p_now timestamptz,
    p_in_market boolean,
    p_tickers text[],
    p_market paper_internal.market[],
    p_needs bigint[],
    p_bounds bigint[]
) returns paper_internal.market[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
    v_market paper_internal.market[] := p_market;
    v_scope integer[];
    v_t integer;
    v_to_seq bigint;
begin
    -- The tickers that it can concern: of fill model immediate, those whose market prices an order.
    select array_agg(distinct array_position(p_tickers, t.ticker)) into v_scope
    from (
        select s.ticker::text as ticker from unnest(p_steps) as s
        where p_in_market or s.order_type = 'market' and s.limit_price is null
        union all
        select u.ticker from unnest(p_tickers, p_needs) as u (ticker, need) where p_in_market and u.need is not null
        union all
        select w.ticker::text from paper_internal.working as w where w.account_id = p_account_id
        union all
        select w.ticker::text from paper_internal.watches as w
        where w.account_id = p_account_id and (w.bid_left is not null or w.ask_left is not null)
    ) as t
    where t.ticker is not null;
    if v_scope is null and cardinality(p_steps) = 0 then
        return v_market;
    end if;

    foreach v_t in array coalesce(v_scope, '{}') loop
        v_to_seq := coalesce(p_needs[v_t], (
            select i.tape_seq - 1
            from paper_internal.tape as i
            where
                i.ticker = p_tickers[v_t] and i.tape_seq > coalesce((v_market[v_t]).tape_seq, 0)
                and i.tape_seq <= p_bounds[v_t] and i.at > p_now
            order by i.tape_seq
            limit 1
        ), p_bounds[v_t]);
        v_market[v_t] := paper_internal.market_until(
            v_market[v_t], p_tickers[v_t], greatest(v_to_seq, (v_market[v_t]).tape_seq)
        );
        if (v_market[v_t]).tape_seq is null then
            raise exception 'the market data of % that account % saw are no longer on the tape',
                p_tickers[v_t], quote_literal(p_account_id)
                using errcode = 'ZP010',
                hint = 'trim_tape() dropped them; an account can still be forked at its newest row';
        end if;
    end loop;

    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    if p_in_market then
        perform paper_internal.trade(
            v_account, p_steps, p_now,
            array(select v_market[u.n] from unnest(v_scope) as u (n) where u.n is not null)
        );
    else
        perform paper_internal.advance(
            v_account, p_steps, null, true,
            array(select v_market[u.n] from unnest(v_scope) as u (n) where u.n is not null)
        );
    end if;
    return v_market;
end
$$;
