-- What one thing that happens in the market offers one order: whether it elects
-- a stop, and at which price before slippage it fills. Everything is seen as a
-- buy sees it: for a sell the prices are negated, so that lower is better.
--
--   p_price     what the order would trade at: the opposite quote, the print,
--               the open or the close; null when there is none
--   p_trigger   what elects a stop: the same, or null when it may not elect
--   p_arrives   the order arrives now, or the market comes back to it after a
--               gap: a limit trades at the market, not at its own price
create or replace function paper_internal.fill_offer(
    p_order paper_internal.orders,
    p_phase paper_internal.phase,
    p_price numeric,
    p_trigger numeric,
    p_high numeric,
    p_low numeric,
    p_close numeric,
    p_arrives boolean,
    p_stop_limit_fills_at_stop boolean,
    out price numeric,
    out rule paper.fill_rule,
    out liquidity paper.liquidity,
    out elected boolean
)
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_sign numeric := case p_order.side when 'buy' then 1::numeric else -1::numeric end;
    v_price numeric := v_sign * p_price;
    v_trigger numeric := v_sign * p_trigger;
    v_high numeric := case p_order.side when 'buy' then p_high else -p_low end;
    v_low numeric := case p_order.side when 'buy' then p_low else -p_high end;
    v_limit numeric := v_sign * p_order.limit_price;
    v_stop numeric := v_sign * p_order.stop_price;
    v_waits boolean := p_order.order_type in ('stop', 'stop_limit', 'trailing_stop') and not p_order.elected;
    v_has_limit boolean := p_order.order_type in ('limit', 'stop_limit');
begin
    elected := false;
    liquidity := 'taker';
    if v_waits then
        elected := coalesce(case p_phase when 'range' then v_high else v_trigger end >= v_stop, false);
        if not elected then
            return;
        end if;
    end if;

    if p_phase = 'range' then
        if not v_has_limit then
            -- A market order that the open left over waits for the next one.
            price := case when elected then v_stop end;
            rule := 'stop';
        elsif not elected then
            price := case when v_low < v_limit or (p_order.touch and v_low = v_limit) then v_limit end;
            rule := 'limit';
            liquidity := 'maker';
        elsif p_stop_limit_fills_at_stop then
            price := case when v_stop <= v_limit then v_stop end;
            rule := 'stop';
        else
            price := case when v_sign * p_close <= v_limit then v_limit end;
            rule := 'limit';
        end if;
    elsif not v_has_limit or elected or p_arrives or p_phase in ('open', 'close') then
        price := case when not v_has_limit or v_price <= v_limit then v_price end;
        rule := case p_phase when 'quote' then 'quote'::paper.fill_rule when 'trade' then 'print' when 'open' then 'open' else 'close' end;
        if v_has_limit and not elected and not p_arrives and p_phase = 'open' then
            liquidity := 'maker';
        end if;
    elsif v_price < v_limit or (v_price = v_limit and (p_phase = 'quote' or p_order.touch)) then
        price := v_limit;
        rule := 'limit';
        liquidity := 'maker';
    end if;
    price := v_sign * price;
end
$$;
