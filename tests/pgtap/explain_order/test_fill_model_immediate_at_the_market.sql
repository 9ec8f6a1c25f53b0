begin;
select plan(1);

-- Each ticker knows one more kind of data; the fills are at the one that counts. The feed is older than the orders.
select paper.open_account('alpha', 1000, '{"slippage_pct": 0.1}');
select paper_test.bar('10:00', '10:01', 10, 10, 10, 10, p_ticker => t) from unnest(array['BAR', 'TRADE', 'QUOTE']) as t;
select paper_test.trade('10:01', 20, p_ticker => t) from unnest(array['TRADE', 'QUOTE']) as t;
select paper_test.quote('10:02', 29, 30, p_ticker => 'QUOTE');
select o.status
from unnest(array['BAR', 'TRADE', 'QUOTE']) as t cross join paper.submit_order('alpha', t, t, 'buy', 2) as o;
select from paper.submit_order('alpha', 'sell', 'QUOTE', 'sell', 1);
select results_eq(
    $$ select concat_ws(' ', k, e.rule, e.price, e.detail -> 'base_price', e.detail -> 'slippage')
       from unnest(array['BAR', 'TRADE', 'QUOTE', 'sell']) as k
       cross join paper.explain_order('alpha', paper_test.id_of(k)) as e where e.step = 2 $$,
    array['BAR market_price 11 10 1', 'TRADE market_price 22 20 2', 'QUOTE market_price 33 30 3', 'sell market_price 26.1 29 2.9'],
    'the newest price known then'
);

select * from finish();
rollback;
