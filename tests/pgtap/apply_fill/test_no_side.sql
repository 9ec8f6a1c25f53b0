begin;
select plan(1);

select is((paper.apply_fill(10, 5, null, 1, 7)).quantity, null, 'a fill of an unknown side leads to an unknown quantity');

select * from finish();
rollback;
