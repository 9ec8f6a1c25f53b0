begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 1, 'stop_limit', 106, 105);
select paper_test.send('b', 'buy', 1, 'stop_limit', 104, 104);
select paper_test.quote('10:01', 104, 105.5);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 105.5 quote taker', 'b triggered stop'],
    'elected and within the limit: at the quote; else it is a limit order'
);
select paper_test.quote('10:02', 103, 104);
select results_eq($$ select paper_test.match() $$, array['b fill 1 at 104 limit maker'], 'which fills at its limit');

select * from finish();
rollback;
