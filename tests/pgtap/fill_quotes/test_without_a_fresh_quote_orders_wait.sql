begin;
select plan(5);

select paper_test.open_market();
select is(paper_test.send('a', 'buy', 1), 'accepted', 'without any quote an order waits');
select paper_test.quote('10:00', 99, 100);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 100 quote taker'], 'for the next');
select paper.set_clock('alpha', paper_test.at('10:15'));
select is(paper_test.send('b', 'buy', 1), 'filled', 'a quote is fresh as long as max_quote_age');
select paper.set_clock('alpha', paper_test.at('10:15:00.000001'));
select is(paper_test.send('c', 'buy', 1), 'accepted', 'and no longer');
select paper_test.quote('10:16', 99, 101);
select results_eq(
    $$ select paper_test.match() $$, array['c fill 1 at 101 quote taker'],
    'then an order waits for the next'
);

select * from finish();
rollback;
