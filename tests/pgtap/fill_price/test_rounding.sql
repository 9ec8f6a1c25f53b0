begin;
select plan(6);

select is(paper.fill_price('buy', 'market', 33.33335, null, 100, 0), 33.3334, 'a tie of a buy rounds away from zero');
select is(paper.fill_price('sell', 'market', 33.33335, null, 100, 0), 33.3334, 'a tie of a sell rounds away from zero');
select is(paper.fill_price('buy', 'market', 33.333349999999, null, 100, 0), 33.3333, 'below a tie rounds down');
select is(paper.fill_price('sell', 'market', 33.333349999999, null, 100, 0), 33.3333, 'for a sell too');
-- 12.3456 × 1.001 = 12.3579456 and × 0.999 = 12.3332544
select is(paper.fill_price('buy', 'market', 12.3456, null, 100, 0.001), 12.3579, 'four decimals remain of a buy');
select is(paper.fill_price('sell', 'market', 12.3456, null, 100, 0.001), 12.3333, 'four decimals remain of a sell');

select * from finish();
rollback;
