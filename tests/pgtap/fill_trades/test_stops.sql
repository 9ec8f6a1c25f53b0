begin;
select plan(3);

select paper_test.open_market();
select paper_test.trade('10:00', 100);
select paper_test.send('b', 'buy', 1, 'stop', null, 105);
select paper_test.send('l', 'buy', 1, 'stop_limit', 106, 105);
select paper_test.trade('10:01', 104.9);
select is_empty($$ select paper_test.match() $$, 'below the stop nothing happens');
select paper_test.trade('10:02', 107);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 107 print taker', 'l triggered stop'],
    'a stop fills at the print that elects it, beyond its limit a stop_limit waits'
);
select paper_test.trade('10:03', 105);
select results_eq($$ select paper_test.match() $$, array['l fill 1 at 106 limit maker'], 'as a limit order');

select * from finish();
rollback;
