create or replace function paper.fill_costs(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_epoch integer default null
) returns table (
    seq bigint,
    at timestamptz,
    order_id uuid,
    ticker text,
    side paper.order_side,
    quantity numeric,
    price numeric,
    reference text,
    reference_price numeric,
    slippage numeric,
    slippage_bps double precision,
    fee numeric,
    cost numeric,
    liquidity text,
    tag text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '256MB'
as $$
declare
    v_epoch record;
    v_from_seq bigint;
    v_prefix text;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_to, p_epoch);
    v_from_seq := greatest(v_epoch.from_seq, paper.seq_at(p_account_id, p_from - interval '1 microsecond'));
    v_prefix := v_epoch.prefix;
    return query
    select
        j.seq, j.at, paper_internal.order_id(v_prefix, j.order_seq), j.ticker::text, j.side, j.quantity::numeric,
        j.price::numeric,
        coalesce(r.reference, case j.order_type when 'market' then 'estimate' when 'stop' then 'stop' else 'limit' end),
        p.price, p.direction * j.quantity * (j.price - p.price),
        (p.direction * (j.price - p.price) / p.price * 10000)::double precision,
        p.fee, p.direction * j.quantity * (j.price - p.price) + p.fee, coalesce(j.liquidity, 'taker')::text,
        case
            when j.order_seq = j.seq then j.options
            else (
                select o.options
                from paper_internal.journal as o
                where o.account_id = j.account_id and o.seq = j.order_seq
                limit 1
            )
        end ->> 'tag'
    from paper_internal.journal as j
    left join paper_internal.references_of(p_account_id, v_from_seq, v_epoch.seq) as r on j.seq = r.seq
    cross join lateral (
        select
            coalesce(r.reference_price, paper_internal.asked_price(j)) as price,
            case j.side when 'buy' then 1 else -1 end as direction,
            coalesce(j.fee, 0)::numeric as fee
    ) as p
    where
        j.account_id = p_account_id and j.seq > v_from_seq and j.seq <= v_epoch.seq
        and j.event_type in ('fill', 'partial_fill')
    order by j.seq;
end
$$;

comment on function paper.fill_costs is
'What each fill cost beside its value, from p_from to p_to: slippage = quantity × (price − reference_price), of a sell
the other way round, so that above 0 is worse for the account; slippage_bps in parts of 10,000 of the reference price;
cost = slippage + fee. reference says what the price is measured by. In fill model market, and for a market order
without an estimate, it is the market at that moment: the mid of the quote (slippage then has half the spread in it),
else the last trade, the open of the bar that the fill is at, the close of the newest bar, at last the default price
of the account. Else it is what the order asked for: its limit, its stop, or the estimate that a market order was sent
with. tag is the option of the order. The epoch is the one that p_to falls in, or number p_epoch of paper.epochs.
Raises ZP001, ZP004.';
