begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select is(paper_test.send('b', 'buy', 2, 'stop', null, 100), 'filled', 'a buy stop that the ask has reached is elected at once');
select is(paper_test.send('s', 'sell', 1, 'stop', null, 99.5), 'filled', 'a sell stop by the bid');
select results_eq(
    $$ select paper_test.story() $$, array['b fill 2 at 100 quote taker', 's fill 1 at 99 quote taker'],
    'and both fill as market orders'
);

select * from finish();
rollback;
