begin;
select plan(6);

select alike(paper_internal.transfer_problem(0, 0), 'the amount must be above 0', 'nothing cannot be transferred');
select is(paper_internal.transfer_problem(0.000000000001, 0), null, 'the least that can be kept can');
select is(paper_internal.transfer_problem(1, 0), null, 'so can 1');
select is(
    paper_internal.transfer_problem(1, 999999999999999999998.999999999999), null,
    'cash may come up to below 10^21'
);
select alike(
    paper_internal.transfer_problem(1, 999999999999999999999), 'cash must stay below 10^21', 'and not to 10^21'
);
select alike(
    paper_internal.transfer_problem(1, 999999999999999999999.5), 'cash must stay below 10^21', 'nor above'
);

select * from finish();
rollback;
