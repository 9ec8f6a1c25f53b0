begin;
select plan(4);

select is(
    paper_internal.fill_problem('buy', 1, 1, 0, 10, 999999999999998.999999999999, 0), null, 'a position may come near 10^15'
);
select is(paper_internal.fill_problem('buy', 1, 1, 0, 10, 999999999999999, 0), 'out_of_range', 'but not to it');
select is(paper_internal.fill_problem('buy', 2, 1, 0, 10, 999999999999999, 0), 'out_of_range', 'nor beyond');
select is(paper_internal.fill_problem('buy', 2, 1, 0, 10, 10, 0), null, 'an ordinary one is fine');

select * from finish();
rollback;
