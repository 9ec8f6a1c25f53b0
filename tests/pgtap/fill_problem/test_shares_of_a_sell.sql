begin;
select plan(4);

select is(paper_internal.fill_problem('sell', 10, 100, 0, 0, 10, 10), null, 'all that is held may be sold');
select is(
    paper_internal.fill_problem('sell', 10.000000000001, 100, 0, 0, 10, 10), 'insufficient_shares', 'a 10^-12 more may not'
);
select is(
    paper_internal.fill_problem('sell', 10, 100, 0, 0, 10, 9), 'insufficient_shares', 'nor what an open order has claimed'
);
select is(paper_internal.fill_problem('sell', 1, 100, 0, 0, 0, 0), 'insufficient_shares', 'nor what is not there');

select * from finish();
rollback;
