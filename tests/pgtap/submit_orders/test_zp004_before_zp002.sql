begin;
select plan(5);

select paper.open_account('alpha', 100000);
select * from paper.submit_order('alpha', 'old', 'AAPL', 'buy', 1, 'limit', 10);
create temp table before as select paper_test.state('alpha') as state;
create temp table batches (n, batch) as values
(1, array[paper_test.request('a'), paper_test.request('old', p_quantity => 2), paper_test.request('b', p_quantity => 0)]),
(2, array[paper_test.request('a'), paper_test.request('old', p_quantity => 2), paper_test.request('b')]),
(3, array[paper_test.request('old', p_quantity => 0), paper_test.request('old')]);

select throws_ok(
    format('select * from paper.submit_orders(''alpha'', (select batch from batches where n = %s))', n), want, null, what
)
from (
    values (1, 'ZP004', 'ZP004 when any is invalid'), (2, 'ZP002', 'ZP002 when keys were used for others only'),
    (3, 'ZP004', 'ZP004 for an invalid request with a known key')
) as v (n, want, what);
select is(
    (select array_agg(row(index, sqlstate)::text)
     from paper_test.problems('select * from paper.submit_orders(''alpha'', (select batch from batches where n = 1))')),
    '{"(2,ZP002)","(3,ZP004)"}', 'both are listed, each with its own'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
