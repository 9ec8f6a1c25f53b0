begin;
select plan(10);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select paper.close_account('alpha', 'c');
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(q, 'ZP005', null, q)
from (
    values
    ($$ select * from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1) $$),
    ($$ select * from paper.submit_orders('alpha', array[paper_test.request()]) $$),
    ($$ select * from paper.close_position('alpha', 'k', 'AAPL') $$),
    ($$ select paper.deposit('alpha', 'k', 1) $$),
    ($$ select paper.withdraw('alpha', 'k', 1) $$),
    ($$ select paper.reset_account('alpha', 'k', 1) $$),
    ($$ select paper.update_settings('alpha', 'k', '{}') $$),
    ($$ select paper.close_account('alpha', 'k') $$),
    ($$ select paper.set_clock('alpha', '2020-01-01') $$)
) as v (q);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
