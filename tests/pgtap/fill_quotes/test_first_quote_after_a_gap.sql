begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.quote('10:00', 99, 100, p_ticker => 'MSFT');
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.send('b', 'buy', 1, 'limit', 98, p_ticker => 'MSFT');
select paper_test.quote('10:15', 95, 96);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 98 limit maker'],
    'as long as max_quote_age is no gap'
);
select paper_test.quote('10:15:00.000001', 95, 96, p_ticker => 'MSFT');
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 96 gap maker'],
    'after a longer one a limit fills at the quote'
);

select * from finish();
rollback;
