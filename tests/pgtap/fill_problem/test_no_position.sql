begin;
select plan(2);

select is(paper_internal.fill_problem('sell', null, 100, 0, 0, 0, 0), 'no_position', 'nothing to sell');
select is(paper_internal.fill_problem('sell', 1, 100, 0, 0, 1, 1), null, 'something to sell');

select * from finish();
rollback;
