begin isolation level repeatable read;
select plan(7);

select paper_test.plant_account('alpha');
create temp table before as select paper_test.state('alpha') as state;
select is(current_setting('transaction_isolation'), 'repeatable read', 'this transaction is repeatable read');
select throws_ok(q, 'ZP003', null, q)
from (
    values
    ($$ select paper.open_account('beta') $$),
    ($$ select paper.deposit('alpha', 'k', 1) $$),
    ($$ select * from paper.submit_orders('alpha', '{}') $$),
    ($$ select * from paper.cancel_orders('alpha', '{}') $$),
    ($$ select paper.set_clock('alpha', now()) $$)
) as v (q);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
