begin;
select plan(3);

select paper_test.open_market();
select paper_test.trade('10:00', 100, 9);
select is(paper_test.send('b', 'buy', 5), 'accepted', 'a print that was does not fill');
select paper_test.trade('10:01', 101, 3);
select results_eq(
    $$ select paper_test.match() $$, array['b partial_fill 3 at 101 print taker'],
    'the next does, within its size'
);
select paper_test.trade('10:02', 102, 9);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 2 at 102 print taker'],
    'and the one after it the rest'
);

select * from finish();
rollback;
