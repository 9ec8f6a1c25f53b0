create or replace function paper.load_sessions(p_calendar text, p_sessions paper.session[]) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_problems jsonb;
begin
    if not (p_calendar collate "C" ~ '^[!-~]+$' and octet_length(p_calendar) <= 200) is true then
        perform paper_internal.raise_problem('calendar must be 1 to 200 printable ASCII characters without spaces');
    end if;
    select jsonb_agg(jsonb_build_object('index', s.n, 'sqlstate', 'ZP004', 'problem', s.problem) order by s.n)
    into v_problems
    from (
        select
            u.ordinality as n,
            case
                when not (paper_internal.accepted_time(u.opens_at) and paper_internal.accepted_time(u.closes_at)) is true
                    then 'opens_at and closes_at must be given and between the years 1000 and 3000'
                when u.closes_at <= u.opens_at then 'closes_at must be after opens_at'
                when u.opens_at < lag(u.closes_at) over (order by u.opens_at, u.closes_at)
                    then 'the session overlaps another one of the list'
            end as problem
        from unnest(p_sessions) with ordinality as u
    ) as s
    where s.problem is not null;
    if v_problems is not null then
        perform paper_internal.raise_invalid(v_problems, cardinality(p_sessions));
    end if;

    delete from paper_internal.sessions as s
    using unnest(p_sessions) as u
    where s.calendar = p_calendar and s.opens_at < u.closes_at and s.closes_at > u.opens_at;
    insert into paper_internal.sessions as s (calendar, opens_at, closes_at)
    select p_calendar, u.opens_at, u.closes_at
    from unnest(p_sessions) as u
    order by u.closes_at
    on conflict (calendar, closes_at) do update set opens_at = excluded.opens_at;
    return coalesce(cardinality(p_sessions), 0)::bigint;
end
$$;

comment on function paper.load_sessions is
'Stores trading sessions of a calendar, in place of those that they overlap, and returns how many were given. The
calendar is shared by all accounts. Raises ZP004, with a DETAIL that lists every session that is wrong.';
