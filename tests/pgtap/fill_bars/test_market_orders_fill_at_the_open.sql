begin;
select plan(3);

select paper_test.open_market();
select paper_test.bar('09:59', '10:00', 90, 91, 89, 90);
select is(paper_test.send('a', 'buy', 1), 'accepted', 'a bar that was does not fill');
select paper_test.bar('10:00', '10:01', 100, 101, 99, 100);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 100 open taker'], 'the next does, at its open');
select paper_test.send('b', 'buy', 1);
select paper_test.bar('10:01', '10:02', 102, 103, 101, 102);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 102 open taker'],
    'one that starts when the order was sent is after it'
);

select * from finish();
rollback;
