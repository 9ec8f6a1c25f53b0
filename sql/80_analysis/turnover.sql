create or replace function paper.turnover(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_epoch integer default null
) returns table (
    at timestamptz, fills bigint, bought numeric, sold numeric, fees numeric, equity numeric, turnover double precision
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '64MB'
as $$
begin
    return query
    with points as materialized (
        select
            c.at, c.seq, c.equity, row_number() over (order by c.at) as n,
            (c.equity + lag(c.equity) over (order by c.at)) / 2 as average
        from paper.equity_curve(p_account_id, p_from, p_to, p_step, p_epoch) as c
    ),

    traded as (
        select
            -- The first point that is not before the fill.
            width_bucket(j.seq - 1, (select array_agg(p.seq order by p.n) from points as p)) + 1 as n,
            count(*) as fills,
            sum(j.quantity * j.price) filter (where j.side = 'buy') as bought,
            sum(j.quantity * j.price) filter (where j.side = 'sell') as sold,
            sum(j.fee) as fees
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.event_type in ('fill', 'partial_fill')
            and j.seq > (select min(p.seq) from points as p)
            and j.seq <= (select max(p.seq) from points as p)
        group by 1
    )

    select
        p.at, coalesce(t.fills, 0), coalesce(t.bought, 0), coalesce(t.sold, 0), coalesce(t.fees, 0), p.equity,
        case
            when p.average > 0
                then ((coalesce(t.bought, 0) + coalesce(t.sold, 0)) / p.average)::double precision
        end
    from points as p
    left join traded as t on p.n = t.n
    where p.n > 1
    order by p.n;
end
$$;

comment on function paper.turnover is
'What an account traded in each step of equity_curve: fills, value bought and sold, fees, and turnover = (bought +
sold) / the mean of the equity before and after the step, null when that is not above 0. Raises ZP001, ZP004.';
