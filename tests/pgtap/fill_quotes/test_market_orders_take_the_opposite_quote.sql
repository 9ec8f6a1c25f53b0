begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select is(paper_test.send('b', 'buy', 5), 'filled', 'a buy fills at once');
select is(paper_test.send('s', 'sell', 2), 'filled', 'and so does a sell');
select results_eq(
    $$ select paper_test.story() $$, array['b fill 5 at 100 quote taker', 's fill 2 at 99 quote taker'],
    'at the ask, at the bid'
);
select results_eq(
    $$ select market_at from paper.fills order by seq $$, array[paper_test.at('10:00'), paper_test.at('10:00')],
    'with the time of the quote'
);

select * from finish();
rollback;
