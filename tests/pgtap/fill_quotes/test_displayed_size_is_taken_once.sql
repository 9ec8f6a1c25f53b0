begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select is(paper_test.send('b', 'buy', 9), 'partially_filled', 'what is displayed is taken');
select paper_test.quote('10:01', 99, 100, 5, 5);
select paper_test.quote('10:02', 99, 100, 5, 3);
select paper_test.quote('10:03', 99, 100, 5, 3);
select is_empty($$ select paper_test.match() $$, 'the same size is not new, nor is less');
select paper_test.quote('10:04', 99, 100, 5, 4);
select results_eq($$ select paper_test.match() $$, array['b partial_fill 1 at 100 quote taker'], 'growth is');
select paper_test.quote('10:05', 99, 100.5, 5, 2);
select results_eq(
    $$ select paper_test.match() $$, array['b partial_fill 2 at 100.5 quote taker'],
    'another price is'
);
select paper_test.quote('10:06', 99, 100, 5, 3);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 100 quote taker'],
    'and so is the first price when it comes back'
);

select * from finish();
rollback;
