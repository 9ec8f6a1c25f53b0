begin;
select plan(29);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(q, 'ZP004', null, what)
from (
    values
    ('NaN', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 'NaN') $$),
    ('Infinity', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 'Infinity') $$),
    ('-Infinity', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', '-Infinity') $$),
    ('zero', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 0) $$),
    ('negative', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'sell', -1) $$),
    ('10^30', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1e30) $$),
    ('40 decimals', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1e-40) $$),
    ('no quantity', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', null) $$),
    ('no side', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', null, 1) $$),
    ('no type', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, null) $$),
    ('no key', $$ select * from paper.submit_order('alpha', null, 'AAPL', 'buy', 1) $$),
    ('an empty key', $$ select * from paper.submit_order('alpha', '', 'AAPL', 'buy', 1) $$),
    ('a 3 kB key', $$ select * from paper.submit_order('alpha', repeat('k', 3000), 'AAPL', 'buy', 1) $$),
    ('no ticker', $$ select * from paper.submit_order('alpha', 'k', null, 'buy', 1) $$),
    ('a ticker with a space', $$ select * from paper.submit_order('alpha', 'k', 'AA PL', 'buy', 1) $$),
    ('a Cyrillic A', $$ select * from paper.submit_order('alpha', 'k', U&'\0410APL', 'buy', 1) $$),
    ('a zero-width space', $$ select * from paper.submit_order('alpha', 'k', U&'AAPL\200B', 'buy', 1) $$),
    ('limit without limit', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'limit') $$),
    ('stop without stop', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'stop', 10) $$),
    ('stop_limit without stop',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'stop_limit', 10) $$),
    ('stop_limit without limit',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'stop_limit', null, 10) $$),
    ('a trailing stop',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'trailing_stop', 10, 10) $$),
    ('a price of NaN', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'limit', 'NaN') $$),
    ('a price of 0', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'limit', 0) $$),
    ('a price of 10^15', $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, 'limit', 1e15) $$),
    ('an unknown option',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, p_options => '{"colour": "red"}') $$),
    ('an option of later work',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, p_options => '{"post_only": true}') $$),
    ('options that are a list',
     $$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1, p_options => '[]') $$)
) as v (what, q);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
