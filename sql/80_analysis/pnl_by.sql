create or replace function paper.pnl_by(
    p_account_id text,
    p_by text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_epoch integer default null
) returns table (
    name text,
    fills bigint,
    bought numeric,
    sold numeric,
    realized_pnl numeric,
    fees numeric,
    net_pnl numeric,
    wins bigint,
    losses bigint,
    first_at timestamptz,
    last_at timestamptz
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '64MB'
as $$
declare
    v_epoch record;
    v_from_seq bigint;
    v_problem text := paper_internal.choice_problem('p_by', to_jsonb(p_by), '{ticker,tag,day,month}');
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_to, p_epoch);
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    v_from_seq := greatest(v_epoch.from_seq, paper.seq_at(p_account_id, p_from - interval '1 microsecond'));
    return query
    select
        g.name, count(*),
        coalesce(sum(j.quantity * j.price) filter (where j.side = 'buy'), 0),
        coalesce(sum(j.quantity * j.price) filter (where j.side = 'sell'), 0),
        coalesce(sum(j.realized_pnl), 0), coalesce(sum(j.fee), 0),
        coalesce(sum(j.realized_pnl), 0) - coalesce(sum(j.fee), 0),
        count(*) filter (where j.realized_pnl > 0), count(*) filter (where j.realized_pnl < 0), min(j.at), max(j.at)
    from paper_internal.journal as j
    cross join lateral (
        select case p_by
            when 'ticker' then j.ticker::text
            when 'day' then to_char(j.at, 'YYYY-MM-DD')
            when 'month' then to_char(j.at, 'YYYY-MM')
            else case
                when j.order_seq = j.seq then j.options
                else (
                    select o.options
                    from paper_internal.journal as o
                    where o.account_id = j.account_id and o.seq = j.order_seq
                    limit 1
                )
            end ->> 'tag'
        end collate "C" as name
    ) as g
    where
        j.account_id = p_account_id and j.seq > v_from_seq and j.seq <= v_epoch.seq
        and j.event_type in ('fill', 'partial_fill')
    group by g.name
    order by g.name;
end
$$;

comment on function paper.pnl_by is
'What an account earned from p_from to p_to, by p_by: ticker, tag (the option of the order of each fill; null without
one), day or month (of the session''s time zone): fills, value bought and sold, the profit that the fills realized (at
average cost, gross of fees), their fees, net_pnl = realized_pnl − fees, and how many fills realized a profit (wins)
or a loss. The sums of all rows are those of the account. The epoch is the one that p_to falls in, or number p_epoch
of paper.epochs. Raises ZP001, ZP004.';
