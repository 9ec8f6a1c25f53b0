begin;
select plan(14);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;
select throws_ok(format('select * from paper.close_position(''alpha'', %L, %L, %L)', k, t, q), 'ZP004', null, what)
from (
    values
    (null, 'AAPL', null, 'no key'), ('', 'AAPL', null, 'an empty key'), ('a b', 'AAPL', null, 'a key with a space'),
    ('c', null, null, 'no ticker'), ('c', 'aapl', null, 'a lower-case ticker'), ('c', U&'\0410', null, 'a Cyrillic A'),
    ('c', 'AAPL', '0', 'zero'), ('c', 'AAPL', '-1', 'negative'), ('c', 'AAPL', 'NaN', 'NaN'),
    ('c', 'AAPL', 'Infinity', 'Infinity'), ('c', 'AAPL', '1e15', '10^15'), ('c', 'AAPL', '1e-13', '13 decimals')
) as v (k, t, q, what);
select throws_ok($$ select * from paper.close_position('nobody', 'c', 'AAPL') $$, 'ZP001', null, 'an unknown account');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
