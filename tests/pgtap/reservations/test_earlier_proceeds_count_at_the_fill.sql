begin;
select plan(1);

select paper_test.open_market('{"check": "fill"}', 1000);
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 10);
select paper_test.send('s', 'sell', 10);
select paper_test.send('b', 'buy', 9, p_ticker => 'MSFT');
select paper_test.quote('10:01', 109, 110, p_ticker => 'MSFT');
select results_eq(
    $$ select paper_test.match() $$, array['b fill 9 at 110 quote taker'],
    'what the sell brought pays for the buy'
);

select * from finish();
rollback;
