begin;
select plan(3);

select is(
    paper_internal.fill_problem('sell', 1, 10, 999999999999999999989.999999999999, 0, 5, 5), null, 'cash may come near 10^21'
);
select is(paper_internal.fill_problem('sell', 1, 10, 999999999999999999990, 0, 5, 5), 'out_of_range', 'but not to it');
select is(paper_internal.fill_problem('sell', 1, 10, 999999999999999999995, 0, 5, 5), 'out_of_range', 'nor beyond');

select * from finish();
rollback;
