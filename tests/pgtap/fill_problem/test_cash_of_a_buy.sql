begin;
select plan(5);

select is(
    paper_internal.fill_problem('buy', 10, 100, 5000, 1000, 0, 0), null, 'the buying power may be spent to the last cent'
);
select is(
    paper_internal.fill_problem('buy', 10, 100, 5000, 999.999999999999, 0, 0), 'insufficient_cash',
    'a 10^-12 less is not enough, whatever the cash'
);
select is(
    paper_internal.fill_problem('buy', 0.000000000001, 0.000000000001, 1, 0.000000000000000000000001, 0, 0), null,
    'the smallest order costs 10^-24'
);
select is(
    paper_internal.fill_problem('buy', 0.000000000001, 0.000000000001, 1, 0, 0, 0), 'insufficient_cash',
    'and is not free'
);
select is(paper_internal.fill_problem('buy', 1, 1, 0, 1, 0, 0), null, 'cash alone does not count, buying power does');

select * from finish();
rollback;
