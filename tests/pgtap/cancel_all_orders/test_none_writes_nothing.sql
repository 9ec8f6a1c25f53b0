begin;
select plan(2);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;
select is_empty($$ select * from paper.cancel_all_orders('alpha') $$, 'nothing is open');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
