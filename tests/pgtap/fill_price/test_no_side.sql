begin;
select plan(2);

select is(paper.fill_price(null, 'market', null, null, 100, 0.001), null, 'an unknown side has no market price');
select is(paper.fill_price(null, 'limit', 90, null, 100, 0.001), 90.0, 'a limit is the same for both');

select * from finish();
rollback;
