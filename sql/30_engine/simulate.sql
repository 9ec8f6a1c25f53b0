-- Fill model market: what the market, the clock and the requests of one call do
-- to the orders of one account. Reads, decides and writes nothing; advance()
-- books what is decided here.
--
-- In this order: the market data that the account has not seen, oldest first
-- (by time, ticker, position on the tape), at each datum the orders in order of
-- seq, each expiry before the first datum after it; then the expiries that are
-- due by now; then the requests. What follows within a group from a fill or an
-- end happens at once, through the queue.
--
--   p_requests  steps to be: an order to be placed (order_type set), a cancel
--               (event_type cancelled, order_seq set) or a replacement
--               (event_type replaced, order_seq the old order, else an order)
--   p_now       the time, where it is not the account's: its clock is being set
--   p_market    the market to go by, where it is not the present one: the past is lived again
--
-- Each turn of the loop takes one thing: it chooses it, decides what comes of it
-- (an offer of the market, what it may take, whether it can be paid), and draws
-- the consequences: steps, the state of the order and of its group, reserves.
create or replace function paper_internal.simulate(
    p_account paper_internal.accounts,
    p_requests paper_internal.step[],
    p_now timestamptz default null,
    p_market paper_internal.market[] default null
) returns paper_internal.outcome
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_live constant paper.order_status[] := array['pending', 'accepted', 'partially_filled']::paper.order_status[];
    v_terms paper_internal.market_terms := paper_internal.terms_of(p_account.settings);
    v_fees paper_internal.fee_schedule := v_terms.fees;
    v_now timestamptz := coalesce(p_now, paper_internal.time_of(p_account));
    v_scene paper_internal.scene := paper_internal.market_scene(
        p_account, p_requests, v_now, v_terms.bar_price = 'close', p_market
    );
    v_at timestamptz := p_account.clock;
    v_seq bigint := p_account.seq;
    v_cash numeric := p_account.cash::numeric;
    v_reserved numeric := p_account.reserved::numeric;
    v_steps paper_internal.step[] := array[]::paper_internal.step[];
    v_order_nos integer[] := array[]::integer[];
    v_n integer := 0;

    -- By ticker: the market as it stands, what is held and claimed, the session.
    v_tickers text[] := v_scene.tickers;
    v_t integer;
    v_watches paper_internal.watches[] := v_scene.watches;
    v_watch paper_internal.watches;
    v_held numeric[] := v_scene.held;
    v_claimed numeric[] := v_scene.claimed;
    v_opens_at timestamptz[] := array_fill(null::timestamptz, array[coalesce(cardinality(v_scene.tickers), 0)]);
    v_closes_at timestamptz[] := v_opens_at;

    -- Of a print, or of a bar from its open to its close: the size that is left, and what was taken.
    v_size_left numeric[] := array_fill(null::numeric, array[coalesce(cardinality(v_scene.tickers), 0)]);
    v_taken numeric[] := v_size_left;

    -- The event at hand, and the orders it can concern, in order of seq.
    v_events paper_internal.market_event[] := v_scene.events;
    v_event_count integer := coalesce(cardinality(v_scene.events), 0);
    v_e integer := 0;
    v_event paper_internal.market_event;
    v_is_open boolean;
    v_is_outranked boolean;
    v_is_after_gap boolean;
    v_active integer[] := array[]::integer[];
    v_a integer := 0;

    -- The orders in hand.
    v_orders paper_internal.orders[] := v_scene.orders;
    v_firsts integer[] := v_scene.firsts;
    v_loaded integer := coalesce(cardinality(v_scene.firsts), 0);
    v_count integer := v_loaded;
    v_next integer := 1;
    v_ranks bigint[] := array_fill(0::bigint, array[v_loaded]);
    v_ranked integer[];
    v_is_touched boolean[] := array_fill(false, array[v_loaded]);
    v_seen_seqs bigint[] := array_fill(0::bigint, array[v_loaded]);
    v_due integer[] := array[]::integer[];
    v_d integer := 1;

    -- Orders that end because of what has just happened.
    v_queue integer[] := array[]::integer[];
    v_queue_rules paper.fill_rule[] := array[]::paper.fill_rule[];
    v_queue_reasons paper.reject_reason[] := array[]::paper.reject_reason[];
    v_q integer := 0;

    v_r integer := 0;
    v_request paper_internal.step;
    v_legs paper_internal.step[];
    v_hand_of integer[];

    -- The thing at hand.
    v_act text;
    v_i integer;
    v_old integer;
    v_o paper_internal.orders;
    v_peer paper_internal.orders;
    v_k integer;
    v_phase paper_internal.phase;
    v_price numeric;
    v_trigger numeric;
    v_offered numeric;
    v_market_at timestamptz;
    v_offer record;
    v_is_once boolean;
    v_is_tested boolean := false;
    v_was_elected boolean;
    v_quantity numeric;
    v_rate numeric;
    v_value numeric;
    v_fee numeric;
    v_have numeric;
    v_own numeric;
    v_need numeric;
    v_carrier integer;
    v_is_complete boolean;
    v_is_changed boolean;
    v_reserve integer[];
    v_rule paper.fill_rule;
    v_reason paper.reject_reason;
    v_session paper.session;
    -- By ticker, the session that the present lies in.
    v_sessions paper.session[] := array[]::paper.session[];
    v_is_session_known boolean[] := array_fill(false, array[coalesce(cardinality(v_scene.tickers), 0)]);
begin
    if v_tickers is null then
        return null;
    end if;
    if v_scene.is_due then
        v_due := array(
            select o.n::integer
            from (select u as stored, row_number() over () as n from unnest(v_orders) as u) as o
            where (o.stored).expires_at < v_now
            order by (o.stored).expires_at, (o.stored).seq
        );
    end if;

    v_hand_of := array[]::integer[];
    if v_loaded > 0 and cardinality(p_requests) > 0 then
        v_hand_of := array(
            select o.n::integer
            from unnest(p_requests) with ordinality as r
            left join (select u.seq, row_number() over () as n from unnest(v_orders) as u) as o on r.order_seq = o.seq
            order by r.ordinality
        );
    end if;

    loop
        -- Choose.
        v_act := null;
        if v_q < cardinality(v_queue) then
            v_q := v_q + 1;
            v_i := v_queue[v_q];
            v_o := v_orders[v_i];
            v_rule := v_queue_rules[v_q];
            v_reason := v_queue_reasons[v_q];
            if v_o.status = any(v_live) then
                v_act := 'end';
                v_t := array_position(v_tickers, v_o.ticker::text);
            end if;

        elsif v_a < cardinality(v_active) then
            v_a := v_a + 1;
            v_i := v_active[v_a];
            v_o := v_orders[v_i];
            v_is_once := v_o.time_in_force in ('ioc', 'fok', 'opg', 'cls');
            if v_o.status = any(v_live) and v_o.ticker = v_tickers[v_t]
                and v_event.tape_seq > v_seen_seqs[v_i] and v_o.quantity > v_o.filled_quantity
                -- Of bars an order sees those that begin after it was sent.
                and coalesce(v_event.starts_at >= v_o.submitted_at, true)
                and (v_o.works_from is null or v_event.at >= v_o.works_from or v_event.ends_at > v_o.works_from)
                and (case v_o.time_in_force
                    when 'cls' then v_event.phase in ('range', 'close') and v_event.at >= v_o.expires_at
                    else v_is_open and not (v_is_once and v_event.phase = 'range')
                end)
                -- What is outranked only elects stops, and of it only a print does.
                and (not v_is_outranked or (
                    v_event.phase = 'trade' and not v_o.elected
                    and v_o.order_type in ('stop', 'stop_limit', 'trailing_stop')
                ))
            then
                v_act := 'test';
                v_market_at := v_event.at;
                v_phase := case
                    when v_is_outranked then 'quote'::paper_internal.phase
                    when v_o.time_in_force = 'cls' then 'close'
                    else v_event.phase
                end;
                v_trigger := case v_event.phase
                    when 'quote' then case v_o.side when 'buy' then v_event.ask else v_event.bid end
                    when 'open' then v_event.open
                    else v_event.price
                end;
                v_price := case
                    when v_phase = 'quote' and v_o.side = 'buy' then v_watch.ask
                    when v_phase = 'quote' then v_watch.bid
                    else v_trigger
                end;
                if v_event.phase in ('quote', 'trade') and v_event.phase <> (case
                    when v_terms.trigger_type = 'last' then 'trade'::paper_internal.phase
                    when v_terms.trigger_type is null and v_watch.trade_at is not null then 'trade'
                    else 'quote'
                end) then
                    v_trigger := null;
                end if;
                v_offered := case v_phase
                    when 'quote' then paper_internal.size_on_offer(v_watch, v_o.side, v_terms.participation_rate)
                    else v_size_left[v_t]
                end;
            end if;

        elsif v_d <= cardinality(v_due) and (
            v_e = v_event_count
            or (v_events[v_e + 1]).at > (v_orders[v_due[v_d]]).expires_at
            or ((v_events[v_e + 1]).phase = 'open' and (v_events[v_e + 1]).at = (v_orders[v_due[v_d]]).expires_at)
        ) then
            v_i := v_due[v_d];
            v_d := v_d + 1;
            v_o := v_orders[v_i];
            if v_o.status = any(v_live) then
                v_at := greatest(v_at, v_o.expires_at);
                v_t := array_position(v_tickers, v_o.ticker::text);
                if v_o.time_in_force = 'cls' then
                    -- No bar has shown the close: the last print of the session, else its last quote.
                    v_watch := v_watches[v_t];
                    v_session := paper_internal.session_at(v_tickers[v_t], v_o.expires_at - interval '1 microsecond');
                    v_session.opens_at := coalesce(v_session.opens_at, v_o.expires_at - interval '24 hours');
                    v_act := 'test';
                    v_is_once := true;
                    v_market_at := case
                        when v_watch.trade_at >= v_session.opens_at then v_watch.trade_at
                        when v_watch.quote_at >= v_session.opens_at then v_watch.quote_at
                    end;
                    v_phase := 'close';
                    v_event := null;
                    v_is_outranked := false;
                    v_is_after_gap := false;
                    v_price := case
                        when v_market_at is null then null
                        when v_watch.trade_at >= v_session.opens_at then v_watch.last
                        when v_o.side = 'buy' then v_watch.ask
                        else v_watch.bid
                    end;
                    v_trigger := v_price;
                    v_offered := null;
                else
                    v_act := 'end';
                    v_rule := 'due';
                    v_reason := null;
                end if;
            end if;

        elsif v_e < v_event_count then
            v_e := v_e + 1;
            v_event := v_events[v_e];
            v_t := v_event.ticker_no;
            v_watch := v_watches[v_t];
            -- What nothing waits for any more is passed over, but for the market as it ends.
            continue when not v_event.is_last and v_active = '{}'
                and (v_next > v_loaded or v_firsts[v_next] is null) and v_d > cardinality(v_due)
                and v_watch.bid_left is null and v_watch.ask_left is null;
            if v_terms.is_simulated then
                v_at := greatest(v_at, v_event.at);
            else
                v_at := v_now;
            end if;

            if v_closes_at[v_t] is null or v_event.at > v_closes_at[v_t] then
                -- A quote or print at the very close is still in the session.
                v_session := null;
                if v_scene.has_calendar[v_t] then
                    v_session := paper_internal.session_at(
                        v_tickers[v_t], coalesce(v_event.starts_at, v_event.at - interval '1 microsecond')
                    );
                end if;
                v_opens_at[v_t] := coalesce(v_session.opens_at, '-infinity');
                v_closes_at[v_t] := coalesce(v_session.closes_at, 'infinity');
            end if;
            v_is_open := case
                when v_event.starts_at is null then v_event.at between v_opens_at[v_t] and v_closes_at[v_t]
                else v_event.ends_at > v_opens_at[v_t] and v_event.starts_at < v_closes_at[v_t]
            end;

            -- Quotes outrank trades, trades outrank bars, as long as they are fresh.
            v_is_outranked := v_event.phase <> 'quote' and coalesce(
                case v_event.phase when 'trade' then v_watch.quote_at else greatest(v_watch.quote_at, v_watch.trade_at) end
                >= v_event.at - v_terms.max_quote_age, false
            );
            v_is_after_gap := v_event.phase = 'quote' and v_is_open and coalesce(
                v_watch.quote_at < greatest(v_opens_at[v_t], v_event.at - v_terms.max_quote_age), true
            );

            -- The market as it stands now. Displayed size is taken once: only growth, or another price, is new.
            if v_event.phase = 'quote' then
                if v_watch.bid_left is not null then
                    v_watch.bid_left := case when v_event.bid = v_watch.bid then paper_internal.renewed_size(
                        v_watch.bid_left, v_watch.bid_size, v_event.bid_size, v_terms.participation_rate
                    ) end;
                end if;
                if v_watch.ask_left is not null then
                    v_watch.ask_left := case when v_event.ask = v_watch.ask then paper_internal.renewed_size(
                        v_watch.ask_left, v_watch.ask_size, v_event.ask_size, v_terms.participation_rate
                    ) end;
                end if;
                v_watch.quote_at := v_event.at;
                v_watch.bid := v_event.bid;
                v_watch.bid_size := v_event.bid_size;
                v_watch.ask := v_event.ask;
                v_watch.ask_size := v_event.ask_size;
            elsif v_event.phase = 'trade' then
                v_watch.trade_at := v_event.at;
                v_watch.last := v_event.price;
                v_size_left[v_t] := v_event.size * v_terms.participation_rate;
            else
                if v_event.phase <> 'range' then
                    v_size_left[v_t] := v_event.size * v_terms.volume_limit;
                    v_taken[v_t] := 0;
                end if;
                if v_event.phase <> 'open' then
                    v_watch.close := v_event.price;
                end if;
            end if;
            v_watches[v_t] := v_watch;

            -- The orders that this event is the first to reach join those reached before, in order of seq.
            v_ranked := array[]::integer[];
            v_k := 0;
            while v_k < cardinality(v_active) or (v_next <= v_loaded and v_firsts[v_next] <= v_event.no) loop
                if v_k < cardinality(v_active) then
                    v_k := v_k + 1;
                    v_i := v_active[v_k];
                else
                    v_i := v_next;
                    v_next := v_next + 1;
                end if;
                v_o := v_orders[v_i];
                continue when v_o.status <> all(v_live);
                -- Inside a bar nobody knows which leg of a group came first: the setting says.
                v_ranks[v_i] := case
                    -- Orders for the close come after all that its bar decides otherwise.
                    when v_o.time_in_force = 'cls' and v_event.phase in ('range', 'close')
                        then 1000000000000000000 + 2 * v_o.seq
                    when v_event.phase = 'range' and v_o.oco_seq is not null
                        then 2 * v_o.oco_seq + case
                            when (v_o.order_type in ('limit', 'market')) = v_terms.stop_first then 1 else 0
                        end
                    else 2 * v_o.seq
                end;
                v_a := cardinality(v_ranked);
                v_ranked[v_a + 1] := v_i;
                while v_a > 0 and v_ranks[v_ranked[v_a]] > v_ranks[v_i] loop
                    v_ranked[v_a + 1] := v_ranked[v_a];
                    v_ranked[v_a] := v_i;
                    v_a := v_a - 1;
                end loop;
            end loop;
            v_active := v_ranked;
            v_a := 0;

        elsif v_r < coalesce(cardinality(p_requests), 0) then
            v_r := v_r + 1;
            v_request := p_requests[v_r];
            v_at := greatest(v_at, v_now);
            v_active := array[]::integer[];
            v_i := v_hand_of[v_r];
            if v_request.event_type = 'cancelled' then
                if v_i is not null then
                    v_o := v_orders[v_i];
                    v_t := array_position(v_tickers, v_o.ticker::text);
                    v_act := case when v_o.status = any(v_live) then 'end' end;
                    v_rule := 'request';
                    v_reason := null;
                end if;
            else
                v_act := 'place';
            end if;

        else
            exit;
        end if;
        continue when v_act is null;
        v_is_changed := v_act = 'place';
        v_reserve := array[]::integer[];

        -- An end: cancelled, or expired when it was due.
        if v_act = 'end' then
            v_n := v_n + 1;
            v_seq := v_seq + 1;
            v_steps[v_n] := paper_internal.order_row(
                v_o,
                case when v_rule in ('due', 'auction') then 'expired'::paper.event_type else 'cancelled' end,
                v_at, v_rule, p_reason => v_reason
            );
            v_order_nos[v_n] := v_i;
            v_o.status := case when v_rule in ('due', 'auction') then 'expired'::paper.order_status else 'cancelled' end;
            v_o.reject_reason := v_reason;
            v_o.updated_at := v_at;
            v_orders[v_i] := v_o;
            v_is_changed := true;
            for v_k in 1..v_count loop
                exit when v_o.parent_seq is null and v_o.oco_seq is null;
                v_peer := v_orders[v_k];
                if v_k <> v_i and (
                    -- What a peer ended ends no peers.
                    (v_peer.oco_seq = v_o.oco_seq and v_rule <> 'oco')
                    -- The exits of an entry that ends work on for what it filled.
                    or (v_peer.parent_seq = v_o.seq and v_peer.quantity = v_peer.filled_quantity)
                ) then
                    v_queue := v_queue || v_k;
                    v_queue_rules := v_queue_rules
                        || case when v_peer.parent_seq = v_o.seq then 'entry'::paper.fill_rule else 'oco' end;
                    v_queue_reasons := v_queue_reasons || null::paper.reject_reason;
                end if;
            end loop;

        else
            v_is_complete := false;
            v_quantity := 0;
            v_reason := null;
            v_own := 0;
            v_old := null;

            if v_act = 'place' then
                v_t := array_position(v_tickers, v_request.ticker::text);
                v_watch := v_watches[v_t];
                v_event := null;
                v_is_outranked := false;
                v_is_after_gap := false;
                if v_request.event_type = 'replaced' then
                    -- The old order makes room while the new one is judged, and is never at work beside it.
                    v_old := v_i;
                    v_peer := v_orders[v_old];
                    v_o := paper_internal.replacing_order(v_request, v_peer, v_seq + 2, v_at);
                    v_own := v_peer.reserved;
                    v_reason := case
                        when (v_peer.status = any(v_live)) is not true then 'not_open'::paper.reject_reason
                        when v_o.ordered_quantity <= 0 then 'already_filled'
                    end;
                    if v_reason is null then
                        v_request.quantity := v_o.ordered_quantity;
                    end if;
                else
                    if v_scene.has_calendar[v_t] and not v_is_session_known[v_t] then
                        v_sessions[v_t] := paper_internal.session_at(v_tickers[v_t], v_now);
                        v_is_session_known[v_t] := true;
                    end if;
                    v_o := paper_internal.arriving_order(
                        v_request, v_seq + 1, v_at, v_now, v_sessions[v_t], v_terms.day_end
                    );
                    if v_request.quantity is null then
                        -- All that is held and not claimed by other orders.
                        v_o.quantity := greatest(v_held[v_t] - v_claimed[v_t], 0);
                        v_o.ordered_quantity := v_o.quantity;
                        v_reason := case when v_o.quantity = 0 then 'no_position'::paper.reject_reason end;
                        v_request.quantity := nullif(v_o.quantity, 0);
                    end if;
                    if v_o.works_from is not null and v_o.time_in_force in ('ioc', 'fok') then
                        v_reason := 'market_closed';
                    end if;
                    for v_k in 1..v_count loop
                        exit when v_o.oco_group is null;
                        v_peer := v_orders[v_k];
                        if v_peer.oco_group = v_o.oco_group and v_peer.ticker = v_o.ticker
                            and v_peer.status = any(v_live)
                        then
                            v_o.oco_seq := v_peer.oco_seq;
                        end if;
                    end loop;
                end if;
                v_is_once := v_o.time_in_force in ('ioc', 'fok', 'opg', 'cls');

                v_phase := 'quote';
                v_market_at := v_watch.quote_at;
                v_price := case v_o.side when 'buy' then v_watch.ask else v_watch.bid end;
                v_trigger := case
                    when v_terms.trigger_type = 'last' or (v_terms.trigger_type is null and v_watch.trade_at is not null)
                        then case when v_watch.trade_at >= v_now - v_terms.max_quote_age then v_watch.last end
                    else v_price
                end;
                v_offered := paper_internal.size_on_offer(v_watch, v_o.side, v_terms.participation_rate);
                if v_o.order_type = 'trailing_stop' and v_o.watermark is null then
                    v_o.watermark := coalesce(v_trigger, v_price, v_watch.last, v_watch.close);
                    v_o.stop_price := paper_internal.trailed_stop(v_o);
                end if;
                v_o.reserve_price := paper_internal.reserve_price(
                    v_o, greatest(v_watch.ask, coalesce(v_watch.last, v_watch.close)), v_terms
                );
                v_is_tested := coalesce(
                    v_watch.quote_at between v_now - v_terms.max_quote_age and v_now, false
                ) and v_o.works_from is null and v_o.status <> 'pending' and v_o.time_in_force not in ('opg', 'cls')
                    and coalesce(v_o.expires_at >= v_now, true);
                if not v_is_tested then
                    v_price := null;
                    v_trigger := null;
                end if;
            end if;

            -- The offer, and how much of it may be taken.
            v_was_elected := v_o.elected;
            v_offer := paper_internal.fill_offer(
                v_o, v_phase, v_price, v_trigger, v_event.high, v_event.low, v_event.price,
                v_act = 'place' or v_is_after_gap or v_o.time_in_force in ('ioc', 'fok'),
                v_terms.stop_limit_fills_at_stop
            );
            v_o.elected := v_o.elected or v_offer.elected;
            if v_offer.price is not null and v_reason is null then
                v_rule := v_offer.rule;
                if v_is_after_gap and v_o.order_type = 'limit' and not v_is_once then
                    v_rule := 'gap';
                    v_offer.liquidity := 'maker';
                end if;
                v_quantity := v_o.quantity - v_o.filled_quantity;
                v_quantity := greatest(0, least(v_quantity, trim_scale(trunc(v_offered, 12))));
                if v_o.time_in_force = 'fok' and v_quantity < v_o.quantity then
                    v_quantity := 0;
                end if;

                v_rate := case
                    when v_rule in ('limit', 'gap') then 0
                    when v_terms.slippage_on_opening and (v_o.side = 'buy') = (v_held[v_t] < 0) then 0
                    when v_terms.slippage_on_opening and v_o.side = 'sell' and v_held[v_t] > 0 then 0
                    when v_terms.slippage_model <> 'volume_share' then v_terms.slippage_rate
                    -- The share is that of a bar.
                    when v_event.starts_at is not null and v_event.size > 0
                        then v_terms.slippage_rate * ((v_taken[v_t] + v_quantity) / v_event.size)
                            * ((v_taken[v_t] + v_quantity) / v_event.size)
                    else 0
                end;
                v_price := paper_internal.slipped_price(v_o.side, v_offer.price, v_rate);
                if v_rate <> 0 and v_terms.slippage_within_bar and v_event.high is not null then
                    v_price := least(greatest(v_price, v_event.low), v_event.high);
                end if;
                if v_o.order_type in ('limit', 'stop_limit') and (case v_o.side
                    when 'buy' then v_price > v_o.limit_price else v_price < v_o.limit_price
                end) then
                    -- Slippage never goes past a limit; at a close it leaves the order unfilled.
                    if v_phase = 'close' then
                        v_quantity := 0;
                    else
                        v_price := v_o.limit_price;
                    end if;
                end if;
                if v_price <= 0 or v_price >= 1e15 then
                    v_quantity := 0;
                end if;
            end if;

            -- Whether it can be paid: a fill from its own reserve and what nothing has claimed; what will rest, from
            -- what is left then.
            if v_act = 'test' or v_o.oco_seq is not null then
                if v_o.oco_seq is null then
                    v_own := v_o.reserved;
                else
                    for v_k in 1..v_count loop
                        v_peer := v_orders[v_k];
                        if v_peer.oco_seq = v_o.oco_seq and v_peer.side = v_o.side and v_k is distinct from v_old then
                            v_own := v_own + v_peer.reserved;
                        end if;
                    end loop;
                end if;
            end if;
            v_have := v_cash - v_reserved + case v_o.side when 'buy' then v_own else 0 end;
            if v_reason is null and (v_quantity > 0 or v_act = 'place') then
                v_value := v_quantity * v_price;
                v_fee := 0;
                if v_quantity > 0 then
                    v_fee := paper_internal.fee_total(
                        v_fees, v_o.filled_quantity + v_quantity, v_o.filled_value + v_value,
                        v_o.maker_value + case v_offer.liquidity when 'maker' then v_value else 0 end
                    ) - v_o.fees;
                else
                    v_value := 0;
                end if;
                if v_o.side = 'buy' then
                    v_need := v_value + v_fee;
                    if v_quantity > 0 and v_need > v_have and v_terms.reduces_on_short_cash and v_have > 0
                        and v_o.time_in_force <> 'fok'
                    then
                        v_quantity := least(v_quantity, paper_internal.affordable_quantity(
                            v_fees, v_have, v_price, v_offer.liquidity, v_o.filled_quantity = 0,
                            scale(trim_scale(v_o.quantity))
                        ));
                        v_value := v_quantity * v_price;
                        v_fee := case when v_quantity > 0 then paper_internal.fee_total(
                            v_fees, v_o.filled_quantity + v_quantity, v_o.filled_value + v_value,
                            v_o.maker_value + case v_offer.liquidity when 'maker' then v_value else 0 end
                        ) - v_o.fees else 0 end;
                        v_reason := 'insufficient_cash';
                        if v_quantity > 0 then
                            v_need := v_value + v_fee;
                        end if;
                    end if;
                    -- What an ioc or fok order leaves of a quote never rests.
                    if v_act = 'place' and not v_terms.checks_at_fill and v_reason is null and v_value < 1e21
                        and not (v_o.time_in_force in ('ioc', 'fok') and v_is_tested)
                    then
                        v_peer := v_o;
                        v_peer.filled_quantity := v_peer.filled_quantity + v_quantity;
                        v_peer.filled_value := v_peer.filled_value + v_value;
                        v_peer.fees := v_peer.fees + v_fee;
                        v_need := v_need + paper_internal.reservation(v_peer, v_fees);
                    end if;
                    if v_need > v_have then
                        v_quantity := 0;
                        v_reason := 'insufficient_cash';
                    elsif v_held[v_t] + v_o.quantity >= 1e15 then
                        v_quantity := 0;
                        v_reason := 'out_of_range';
                    end if;
                else
                    v_need := case
                        when v_act = 'place' and not v_terms.checks_at_fill then v_o.quantity else v_quantity
                    end;
                    if v_need > v_held[v_t] - v_claimed[v_t] + v_own then
                        v_quantity := 0;
                        v_reason := 'insufficient_shares';
                    elsif v_have + v_value - v_fee < 0 then
                        v_quantity := 0;
                        v_reason := 'insufficient_cash';
                        v_need := v_fee - v_value;
                    elsif v_cash + v_value >= 1e21 then
                        v_quantity := 0;
                        v_reason := 'out_of_range';
                    end if;
                end if;
            end if;

            if v_act = 'place' then
                -- What it begins as: rejected, filled at once, or an order that rests.
                v_is_complete := v_quantity > 0 and v_quantity = v_o.quantity and v_old is null
                    and v_o.oco_seq is null and v_reason is null;
                v_n := v_n + 1;
                v_seq := v_seq + 1;
                if v_reason is not null and v_quantity = 0 then
                    v_steps[v_n] := paper_internal.creating_row(
                        v_request, 'rejected', v_at, p_reason => v_reason, p_tape_seq => v_watch.checked_seq,
                        p_error => paper_internal.fill_error(
                            v_reason,
                            case v_reason when 'insufficient_cash' then 1 else v_o.quantity end,
                            case v_reason
                                when 'insufficient_cash' then v_need
                                else coalesce(v_price, v_o.limit_price, 0)
                            end,
                            v_have, v_held[v_t] - v_claimed[v_t] + v_own
                        )
                    );
                    v_order_nos[v_n] := 0;
                    continue;
                end if;
                if v_old is not null then
                    v_peer := v_orders[v_old];
                    v_steps[v_n] := paper_internal.order_row(v_peer, 'replaced', v_at, 'replace');
                    v_order_nos[v_n] := v_old;
                    v_peer.status := 'replaced';
                    v_peer.replaced_by := v_o.seq;
                    v_peer.updated_at := v_at;
                    if v_peer.side = 'buy' then
                        v_reserved := v_reserved - v_peer.reserved;
                    else
                        v_claimed[v_t] := v_claimed[v_t] - v_peer.reserved;
                    end if;
                    v_peer.reserved := 0;
                    v_orders[v_old] := v_peer;
                    v_is_touched[v_old] := true;
                    for v_k in 1..v_count loop
                        v_peer := v_orders[v_k];
                        if v_peer.parent_seq = v_o.replaces and v_peer.status = any(v_live) then
                            v_peer.parent_seq := v_o.seq;
                            v_orders[v_k] := v_peer;
                            v_is_touched[v_k] := true;
                        end if;
                    end loop;
                    v_n := v_n + 1;
                    v_seq := v_seq + 1;
                end if;

                v_legs := case
                    when v_old is null and (v_o.parent_seq = v_o.seq or v_request.options ->> 'order_class' = 'oco')
                        then paper_internal.leg_requests(v_request)
                end;
                v_steps[v_n] := paper_internal.creating_row(
                    v_request,
                    case
                        when v_is_complete then 'fill'::paper.event_type
                        when v_o.status = 'pending' then 'submitted'
                        else 'accepted'
                    end,
                    v_at,
                    case when v_is_complete then v_market_at end,
                    case when v_is_complete then v_price end,
                    case when v_is_complete then v_fee end,
                    case when v_is_complete then v_offer.liquidity end,
                    case when v_is_complete then v_rule end,
                    p_tape_seq => v_watch.checked_seq
                );
                v_i := 0;
                if not v_is_complete then
                    v_count := v_count + 1;
                    v_i := v_count;
                    v_orders[v_i] := v_o;
                    v_is_touched[v_i] := true;
                    v_seen_seqs[v_i] := v_watch.checked_seq;
                end if;
                v_order_nos[v_n] := v_i;

                if v_legs is not null then
                    for v_k in 1..cardinality(v_legs) loop
                        v_n := v_n + 1;
                        v_seq := v_seq + 1;
                        v_peer := paper_internal.new_order(v_legs[v_k], v_seq, v_at);
                        if v_o.parent_seq is null then
                            v_peer.oco_seq := v_o.oco_seq;
                            v_peer.expires_at := v_o.expires_at;
                            v_peer.works_from := v_o.works_from;
                        else
                            v_peer.parent_seq := v_o.seq;
                            v_peer.oco_seq := case when cardinality(v_legs) > 1 then v_o.seq end;
                            v_peer.quantity := case when v_is_complete then v_quantity else 0 end;
                            v_peer.status := case when v_is_complete then 'accepted'::paper.order_status else 'pending' end;
                        end if;
                        v_peer.reserve_price := paper_internal.reserve_price(
                            v_peer, greatest(v_watch.ask, coalesce(v_watch.last, v_watch.close)), v_terms
                        );
                        v_steps[v_n] := paper_internal.creating_row(
                            v_legs[v_k],
                            case v_peer.status when 'pending' then 'submitted'::paper.event_type else 'accepted' end,
                            v_at, p_tape_seq => v_watch.checked_seq
                        );
                        v_count := v_count + 1;
                        v_orders[v_count] := v_peer;
                        v_is_touched[v_count] := true;
                        v_seen_seqs[v_count] := v_watch.checked_seq;
                        v_order_nos[v_n] := v_count;
                    end loop;
                end if;
            end if;

            if v_quantity > 0 then
                v_is_changed := true;
                if v_o.side = 'buy' then
                    v_cash := v_cash - v_value - v_fee;
                    v_held[v_t] := v_held[v_t] + v_quantity;
                else
                    v_cash := v_cash + v_value - v_fee;
                    v_held[v_t] := v_held[v_t] - v_quantity;
                end if;
                if v_phase <> 'quote' then
                    v_size_left[v_t] := v_size_left[v_t] - v_quantity;
                    v_taken[v_t] := v_taken[v_t] + v_quantity;
                elsif v_offered is not null then
                    if v_o.side = 'buy' then
                        v_watch.ask_left := v_offered - v_quantity;
                    else
                        v_watch.bid_left := v_offered - v_quantity;
                    end if;
                    v_watches[v_t] := v_watch;
                end if;

                v_o.filled_quantity := v_o.filled_quantity + v_quantity;
                v_o.filled_value := v_o.filled_value + v_value;
                v_o.maker_value := v_o.maker_value + case v_offer.liquidity when 'maker' then v_value else 0 end;
                v_o.filled_avg_price := paper_internal.average_price(v_o.filled_value, v_o.filled_quantity);
                v_o.fees := v_o.fees + v_fee;
                v_o.updated_at := v_at;

                if v_i > 0 then
                    v_is_complete := v_o.filled_quantity = v_o.quantity;
                    for v_k in 1..v_count loop
                        exit when v_o.parent_seq is null or v_o.parent_seq = v_o.seq or not v_is_complete;
                        exit when v_o.quantity = v_o.ordered_quantity;
                        -- An exit is not complete while its entry may fill more, of which it would take its part.
                        v_is_complete := not ((v_orders[v_k]).seq = v_o.parent_seq and (v_orders[v_k]).status = any(v_live));
                    end loop;
                    v_o.status := case when v_is_complete then 'filled'::paper.order_status else 'partially_filled' end;
                    v_orders[v_i] := v_o;
                    v_n := v_n + 1;
                    v_seq := v_seq + 1;
                    v_steps[v_n] := paper_internal.order_row(
                        v_o, case when v_is_complete then 'fill'::paper.event_type else 'partial_fill' end,
                        v_at, v_rule, v_market_at, v_quantity, v_price, v_fee, v_offer.liquidity, p_tape_seq => v_event.tape_seq
                    );
                    v_order_nos[v_n] := v_i;

                    for v_k in 1..v_count loop
                        exit when v_o.parent_seq is null and v_o.oco_seq is null;
                        v_peer := v_orders[v_k];
                        continue when v_k = v_i or v_peer.status <> all(v_live);
                        if v_peer.parent_seq = v_o.seq then
                            -- An exit works for what the entry filled: after an open, in the rest of that bar.
                            v_peer.quantity := least(v_peer.quantity + v_quantity, v_peer.ordered_quantity);
                            if v_peer.status = 'pending' then
                                v_peer.status := 'accepted';
                                v_peer.updated_at := v_at;
                                v_n := v_n + 1;
                                v_seq := v_seq + 1;
                                v_steps[v_n] := paper_internal.order_row(v_peer, 'accepted', v_at, 'entry');
                                v_order_nos[v_n] := v_k;
                                if v_act = 'test' then
                                    v_seen_seqs[v_k] := v_event.tape_seq - case
                                        when v_event.phase = 'open' or v_terms.children_same_bar then 1 else 0
                                    end;
                                    -- At an open that has passed its price already it fills at that open; in a range
                                    -- the setting says which exit comes first.
                                    v_active := case
                                        when v_event.phase = 'range' and (v_peer.order_type = 'limit') <> v_terms.stop_first
                                            then v_active[:v_a] || v_k || v_active[v_a + 1:]
                                        else v_active || v_k
                                    end;
                                end if;
                            end if;
                            v_orders[v_k] := v_peer;
                            v_is_touched[v_k] := true;
                            v_reserve := array[v_k];
                        elsif v_peer.oco_seq = v_o.oco_seq then
                            v_peer.quantity := greatest(v_peer.quantity - v_quantity, v_peer.filled_quantity);
                            -- One datum acts on one leg at most; a trailing stop has seen it all the same.
                            if v_peer.order_type = 'trailing_stop' and v_peer.side = v_o.side and not v_peer.elected
                                and v_act = 'test' and v_event.tape_seq > v_seen_seqs[v_k]
                                and coalesce(v_event.starts_at >= v_peer.submitted_at, true)
                            then
                                v_peer := paper_internal.ratcheted(
                                    v_peer, v_event.phase, v_event.high, v_event.low, v_trigger
                                );
                            end if;
                            v_orders[v_k] := v_peer;
                            v_is_touched[v_k] := true;
                            v_seen_seqs[v_k] := greatest(v_seen_seqs[v_k], v_event.tape_seq);
                            if v_is_complete or (v_peer.quantity = v_peer.filled_quantity and v_peer.parent_seq is null) then
                                v_queue := v_queue || v_k;
                                v_queue_rules := v_queue_rules || 'oco'::paper.fill_rule;
                                v_queue_reasons := v_queue_reasons || null::paper.reject_reason;
                            end if;
                        end if;
                    end loop;
                end if;

            elsif v_i > 0 and v_o.elected and not v_was_elected and v_act = 'test' then
                v_n := v_n + 1;
                v_seq := v_seq + 1;
                v_steps[v_n] := paper_internal.order_row(
                    v_o, 'triggered', v_at, 'stop', v_market_at, p_tape_seq => v_event.tape_seq
                );
                v_is_touched[v_i] := true;
                v_order_nos[v_n] := v_i;
                v_o.updated_at := v_at;
                v_orders[v_i] := v_o;

            elsif v_act = 'test' and v_o.order_type = 'trailing_stop' and not v_o.elected then
                v_peer := paper_internal.ratcheted(v_o, v_event.phase, v_event.high, v_event.low, v_trigger);
                if v_peer.watermark is distinct from v_o.watermark then
                    v_o := v_peer;
                    v_orders[v_i] := v_o;
                    v_is_touched[v_i] := true;
                end if;
            end if;

            if v_i = 0 then
                -- Filled at birth: what is left is its exits, if it has some.
                continue when v_legs is null;
                v_i := v_count;
            elsif v_act = 'place' and v_o.expires_at < v_now then
                v_queue := v_queue || v_i;
                v_queue_rules := v_queue_rules || 'due'::paper.fill_rule;
                v_queue_reasons := v_queue_reasons || null::paper.reject_reason;
            elsif v_reason is not null or (v_is_once and v_o.status = any(v_live)) then
                if v_act = 'test' or v_reason is not null or (v_o.time_in_force in ('ioc', 'fok') and v_is_tested) then
                    v_queue := v_queue || v_i;
                    v_queue_rules := v_queue_rules || case v_o.time_in_force
                        when 'ioc' then 'ioc'::paper.fill_rule
                        when 'fok' then 'fok'
                        when 'opg' then 'auction'
                        when 'cls' then 'auction'
                        else 'request'
                    end;
                    v_queue_reasons := v_queue_reasons || coalesce(
                        v_reason, case v_o.time_in_force when 'fok' then 'not_fillable'::paper.reject_reason end
                    );
                end if;
            end if;
        end if;

        continue when not v_is_changed;

        -- What it and its group claim from now on; and, once its entry was filled, the group of its exits.
        v_is_touched[v_i] := true;
        v_reserve := v_reserve || v_i;
        foreach v_i in array v_reserve loop
            v_o := v_orders[v_i];
            v_carrier := v_i;
            v_need := case when v_terms.checks_at_fill then 0 else paper_internal.reservation(v_o, v_fees) end;
            if v_o.oco_seq is not null then
                -- A group claims what its largest leg needs, once; the first of its open orders carries it.
                v_carrier := null;
                for v_k in 1..v_count loop
                    v_peer := v_orders[v_k];
                    continue when v_peer.oco_seq is distinct from v_o.oco_seq or v_peer.side <> v_o.side;
                    if v_peer.status = any(v_live) and not v_terms.checks_at_fill then
                        v_need := greatest(v_need, paper_internal.reservation(v_peer, v_fees));
                        v_carrier := coalesce(v_carrier, v_k);
                    end if;
                    if v_peer.reserved > 0 then
                        if v_o.side = 'buy' then
                            v_reserved := v_reserved - v_peer.reserved;
                        else
                            v_claimed[v_t] := v_claimed[v_t] - v_peer.reserved;
                        end if;
                        v_peer.reserved := 0;
                        v_orders[v_k] := v_peer;
                        v_is_touched[v_k] := true;
                    end if;
                end loop;
                continue when v_carrier is null;
                v_o := v_orders[v_carrier];
            end if;
            if v_o.side = 'buy' then
                v_reserved := v_reserved - v_o.reserved;
                v_need := least(v_need, v_cash - v_reserved);
                v_reserved := v_reserved + v_need;
            else
                v_claimed[v_t] := v_claimed[v_t] - v_o.reserved;
                v_need := least(v_need, v_held[v_t] - v_claimed[v_t]);
                v_claimed[v_t] := v_claimed[v_t] + v_need;
            end if;
            if v_need <> v_o.reserved then
                v_o.reserved := v_need;
                v_orders[v_carrier] := v_o;
                v_is_touched[v_carrier] := true;
            end if;
        end loop;
    end loop;

    -- No order in the ticker expires before.
    for v_t in 1..cardinality(v_tickers) loop
        v_watch := v_watches[v_t];
        if v_watch.expires_at < v_now then
            v_watch.expires_at := (
                select min(w.expires_at)
                from paper_internal.working as w
                where w.account_id = p_account.account_id and w.ticker = v_tickers[v_t] and w.expires_at >= v_now
            );
        end if;
        v_watches[v_t] := v_watch;
    end loop;
    for v_i in 1..v_count loop
        v_o := v_orders[v_i];
        if v_is_touched[v_i] and v_o.expires_at is not null and v_o.status = any(v_live) then
            v_t := array_position(v_tickers, v_o.ticker::text);
            v_watch := v_watches[v_t];
            v_watch.expires_at := least(v_watch.expires_at, v_o.expires_at);
            v_watches[v_t] := v_watch;
        end if;
    end loop;

    return row(
        v_steps, v_order_nos, v_orders, v_is_touched, v_watches, v_reserved, v_tickers, v_claimed,
        v_scene.positions
    )::paper_internal.outcome;
end
$$;
