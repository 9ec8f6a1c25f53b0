begin;
select plan(1);

select paper_test.open_market('{"participation_rate": 0.5}');
select paper_test.send('a', 'buy', 3);
select paper_test.send('b', 'buy', 4, 'limit', 110);
select paper_test.trade('10:00', 100, 10);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 3 at 100 print taker', 'b partial_fill 2 at 110 limit maker'],
    'half of the print, the first come first'
);

select * from finish();
rollback;
