begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
create temp table ids as select paper_test.rest('r1', 'AAPL', 'buy', 1, 100) as r1;
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(
    $$ select * from paper.cancel_orders('alpha', array[
           (select r1 from ids), '00000000-0000-8000-8000-000000000002', null, '00000000-0000-8000-8000-000000000003'
       ]) $$, 'ZP007', null, 'one order, three ids that are none'
);
select is(
    (select detail::jsonb from paper_test.error($$ select * from paper.cancel_orders('alpha', array[
        (select r1 from ids), '00000000-0000-8000-8000-000000000002', null, '00000000-0000-8000-8000-000000000003'
    ]) $$)),
    '["00000000-0000-8000-8000-000000000002", null, "00000000-0000-8000-8000-000000000003"]',
    'the DETAIL lists all three'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was cancelled');

select * from finish();
rollback;
