create or replace function paper_internal.arriving_order(
    p_request paper_internal.step,
    p_seq bigint,
    p_at timestamptz,
    p_now timestamptz,
    p_session paper.session,
    p_day_end time
) returns paper_internal.orders
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order paper_internal.orders := paper_internal.new_order(p_request, p_seq, p_at);
    v_session paper.session := p_session;
begin
    -- The order that a request asks for, and when it works: p_session is the session that p_now lies in, or the next.
    if v_order.time_in_force in ('day', 'opg', 'cls') then
        if v_session.closes_at is null then
            v_session.closes_at := paper_internal.day_close(p_now, p_day_end);
            v_session.opens_at := v_session.closes_at - interval '24 hours';
        end if;
        -- An order for the open that comes too late is for the next one.
        if v_order.time_in_force = 'opg' and v_session.opens_at <= p_now then
            if p_session.closes_at is null then
                v_session := row(v_session.closes_at, v_session.closes_at + interval '24 hours')::paper.session;
            else
                v_session := paper_internal.session_at(p_request.ticker, v_session.closes_at);
            end if;
        end if;
        v_order.expires_at := v_session.closes_at;
    end if;
    if v_session.opens_at > p_now then
        v_order.works_from := v_session.opens_at;
    end if;
    if v_order.time_in_force = 'opg' then
        v_order.status := 'pending';
    end if;
    return v_order;
end
$$;
