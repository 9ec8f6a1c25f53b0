create or replace function paper.set_instrument(p_ticker text, p_settings jsonb) returns paper.instruments
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_problem text := coalesce(
        paper_internal.ticker_problem(p_ticker), paper_internal.instrument_problem(p_settings)
    );
    v_instrument paper.instruments;
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    insert into paper_internal.instruments as i (ticker, calendar)
    values (p_ticker, p_settings ->> 'calendar')
    on conflict (ticker) do update set
        calendar = case when p_settings ? 'calendar' then excluded.calendar else i.calendar end
    returning i.ticker::text, i.calendar into v_instrument;
    return v_instrument;
end
$$;

comment on function paper.set_instrument is
'Sets what is given of a ticker and returns all of it. The one setting is calendar, the name of its sessions in
load_sessions(); null trades around the clock. It holds for all accounts. Raises ZP004.';
