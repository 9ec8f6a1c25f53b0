begin;
select plan(11);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(format('select paper.deposit(''alpha'', %L, 1)', k), 'ZP004', null, what)
from (
    values (null, 'no key'), ('', 'an empty key'), ('a b', 'a space'), (repeat('k', 201), '201 characters'),
    (repeat('k', 3000), '3 kB'), (U&'\0410', 'a Cyrillic A'), (E'k\n', 'a newline')
) as v (k, what);
select throws_ok($$ select paper.deposit('nobody', 'd', 1) $$, 'ZP001', null, 'an unknown account');
select throws_ok($$ select paper.deposit(null, 'd', 1) $$, 'ZP001', null, 'no account');
select throws_ok($$ select paper.deposit('ALPHA', 'd', 1) $$, 'ZP001', null, 'names are case-sensitive');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
