begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('a', 'buy', 3);
select paper_test.send('b', 'buy', 4);
select paper_test.send('c', 'buy', 1);
select paper_test.quote('10:00', 99, 100, 5, 5);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 3 at 100 quote taker', 'b partial_fill 2 at 100 quote taker'],
    'the first come first'
);
select paper_test.send('d', 'buy', 1);
select paper_test.quote('10:01', 99, 101, 5, 3);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 2 at 101 quote taker', 'c fill 1 at 101 quote taker'],
    'and keep their place'
);

select * from finish();
rollback;
