begin;
select plan(4);

select paper.open_account('alpha', 100000);
create temp table before as select paper_test.state('alpha') as state;
create function pg_temp.batch() returns paper.order_request[] language sql
as $$
    select array_agg(
        case n
            when 7 then paper_test.request('k7', p_quantity => 'NaN')
            when 500 then paper_test.request('k500', p_ticker => 'bad ticker')
            when 1000 then paper_test.request(null)
            else paper_test.request('k' || n)
        end order by n
    ) from generate_series(1, 1000) as n
$$;

select throws_ok(
    $$ select * from paper.submit_orders('alpha', pg_temp.batch()) $$, 'ZP004', null, 'three bad ones of a thousand'
);
select results_eq(
    $$ select index, sqlstate from paper_test.problems($q$ select * from paper.submit_orders('alpha', pg_temp.batch()) $q$) $$,
    $$ values (7, 'ZP004'), (500, 'ZP004'), (1000, 'ZP004') $$,
    'all three are listed in the DETAIL, the first order being 1'
);
select is(
    (select array_agg(split_part(problem, ' ', 1))
     from paper_test.problems($q$ select * from paper.submit_orders('alpha', pg_temp.batch()) $q$)),
    '{quantity,ticker,idempotency_key}', 'with what is wrong about each'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
