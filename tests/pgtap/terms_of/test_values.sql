begin;
select plan(3);

select is((t).is_simulated, false, 'the clock') from paper_internal.terms_of('{}') as t;
select results_eq(
    $$ select (f).maker, (f).taker, (f).per_order, (f).minimum, (f).decimals from (
           select (paper_internal.terms_of(s::jsonb)).fees as f
           from (
               values ('{}'), ('{"fees": {"percent": 0.01}}'), ('{"fees": {"percent": 0.01, "maker": 0.002}}'), ('{"fees": {"taker": 0.003, "per_order": 1, "minimum": 2, "decimals": 4}}')
           ) as s (s)
       ) as v $$,
    $$ values (0.0, 0.0, 0.0, null::numeric, 12), (0.01, 0.01, 0, null, 12), (0.002, 0.01, 0, null, 12), (0, 0.003, 1, 2, 4) $$,
    'maker and taker replace percent'
);
select results_eq(
    $$ select (paper_internal.terms_of(s::jsonb)).slippage_rate from (
           values ('{}'), ('{"slippage": {"model": "fixed_bps", "bps": 25}}'), ('{"slippage": {"model": "volume_share", "impact": 0.1}}')
       ) as v (s) $$,
    array[0, 0.0025, 0.1], 'basis points, or the impact'
);

select * from finish();
rollback;
