begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('b', 'buy', 5, 'stop', null, 105);
select paper_test.quote('10:01', 104, 106, 1, 0);
select results_eq($$ select paper_test.match() $$, array['b triggered stop'], 'elected, and nothing to fill against');
select paper_test.quote('10:02', 99, 103, 1, 9);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 5 at 103 quote taker'],
    'it is a market order, also below its stop'
);

select * from finish();
rollback;
