begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('none', 'buy', 1);
select results_eq(
    $$ select * from paper_test.explained('none') $$,
    array['2 request accepted 1 09:00:00', 'no_market_data not_filled'],
    'no market data at all: said once'
);
select paper_test.quote('10:00', 99, 100, p_ticker => 'OLD');
select paper.set_clock('alpha', paper_test.at('10:15:00.000001'));
select paper_test.send('old', 'buy', 1, p_ticker => 'OLD');
select results_eq(
    $$ select * from paper_test.explained('old') $$,
    array['3 request accepted 1 10:15:00', 'stale_quote not_filled at 100 10:00:00', 'no_market_data not_filled'],
    'older than max_quote_age'
);
select paper_test.quote('10:16', 99, null, p_ticker => 'HALF');
select paper_test.send('half', 'buy', 1, p_ticker => 'HALF');
select results_eq(
    $$ select * from paper_test.explained('half') offset 1 limit 1 $$,
    array['one_sided_quote not_filled 10:16:00'],
    'no ask is no market to a buy'
);
select is(detail, '{"since": "2026-01-05T10:16:00+00:00"}', 'since when nothing was fed')
from paper.explain_order('alpha', paper_test.id_of('half')) where step = 3;

select * from finish();
rollback;
