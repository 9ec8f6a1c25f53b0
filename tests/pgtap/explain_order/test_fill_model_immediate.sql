begin;
select plan(2);

select paper.open_account('alpha', 1000);
select from paper.submit_order('alpha', 'default', 'AAPL', 'buy', 1);
select from paper.submit_order('alpha', 'estimate', 'AAPL', 'sell', 1, 'market', 50);
select from paper.submit_order('alpha', 'limit', 'AAPL', 'buy', 2, 'limit', 60);
select from paper.submit_order('alpha', 'stop', 'AAPL', 'sell', 1, 'stop', null, 61);
select from paper.submit_order('alpha', 'short', 'AAPL', 'sell', 9, 'stop', null, 61);
create function pg_temp.told(p_key text) returns setof text language sql stable as $$
    select concat_ws(
        ' ', e.rule, e.outcome, coalesce(e.size || ' at ' || e.price, e.size::text), e.detail -> 'base_price',
        e.detail -> 'slippage', e.detail ->> 'error'
    )
    from paper.explain_order('alpha', paper_test.id_of(p_key)) as e order by e.step
$$;
select results_eq(
    $$ select t from unnest(array['default', 'estimate', 'limit', 'stop', 'short']) as k cross join pg_temp.told(k) as t $$,
    array[
        'request accepted 1', 'default_price fill 1 at 100.1 100 0.1',
        'request accepted 1 at 50', 'estimate fill 1 at 49.95 50 0.05',
        'request accepted 2 at 60', 'limit fill 2 at 60 60 0',
        'request accepted 1 at 61', 'stop fill 1 at 61 61 0',
        'insufficient_shares rejected 9 at 61 Insufficient shares: need 9, have 1'
    ],
    'the price that each started from'
);
select from paper.update_settings('alpha', 's', '{"default_price": 200}');
select results_eq(
    $$ select * from pg_temp.told('default') $$, array['request accepted 1', 'market_price fill 1 at 100.1'],
    'with other settings by now nobody knows'
);

select * from finish();
rollback;
