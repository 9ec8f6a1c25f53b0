begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select is(paper_test.send('b', 'buy', 1, 'stop', null, 105), 'accepted', 'a stop waits');
select paper_test.send('s', 'sell', 1, 'stop', null, 95);
select paper_test.quote('10:01', 95.000000000001, 104.999999999999);
select is_empty($$ select paper_test.match() $$, 'until it is reached');
select paper_test.quote('10:02', 106, 107);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 107 quote taker'],
    'a gap fills through the stop'
);
select paper_test.quote('10:03', 95, 97);
select results_eq(
    $$ select paper_test.match() $$, array['s fill 1 at 95 quote taker'],
    'a sell by the bid, at the stop too'
);

select * from finish();
rollback;
