begin;
select plan(12);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10, null, '{"tag": "x"}');
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 100, 'limit', 10);
select paper.deposit('alpha', 'd', 1);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(q, 'ZP002', null, what)
from (
    values
    ('another quantity',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 10, null, '{"tag": "x"}') $$),
    ('another price',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 11, null, '{"tag": "x"}') $$),
    ('a stop more',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10, 9, '{"tag": "x"}') $$),
    ('another ticker',
     $$ select * from paper.submit_order('alpha', 'o1', 'MSFT', 'buy', 1, 'limit', 10, null, '{"tag": "x"}') $$),
    ('another side',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'sell', 1, 'limit', 10, null, '{"tag": "x"}') $$),
    ('another type',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'market', 10, null, '{"tag": "x"}') $$),
    ('other options',
     $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10, null, '{"tag": "y"}') $$),
    ('no options', $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10) $$),
    ('of a rejected order', $$ select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1, 'limit', 10) $$),
    ('the key of a deposit', $$ select * from paper.submit_order('alpha', 'd', 'AAPL', 'buy', 1) $$)
) as v (what, q);
select is(
    (select array_agg(row(index, sqlstate)::text)
     from paper_test.problems($$ select * from paper.submit_order('alpha', 'd', 'AAPL', 'buy', 1) $$)),
    '{"(1,ZP002)"}', 'the DETAIL is a JSON list'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
