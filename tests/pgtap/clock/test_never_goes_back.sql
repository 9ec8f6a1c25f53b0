begin;
select plan(3);

select paper.open_account('alpha', 1000);
-- As if the clock of the server had been set back by a day.
update paper_internal.accounts set clock = clock + interval '1 day';
create temp table latest as select clock from paper.accounts;

select is(paper.clock('alpha'), (select clock from latest), 'the clock waits at the newest row');
select is(
    (select submitted_at from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10)), (select clock from latest),
    'the next row is not before it'
);
select paper.deposit('alpha', 'd', 1);
select is((select clock from paper.accounts), (select clock from latest), 'nor the one after');

select * from finish();
rollback;
