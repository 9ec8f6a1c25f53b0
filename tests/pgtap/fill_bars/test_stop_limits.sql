begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'stop_limit', 106, 105);
select paper_test.bar('10:00', '10:01', 105.5, 107, 105, 106);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 105.5 open taker'],
    'elected at the open within the limit: at the open'
);
select paper_test.send('b', 'buy', 1, 'stop_limit', 109, 108);
select paper_test.bar('10:01', '10:02', 110, 111, 108.5, 110);
select results_eq(
    $$ select paper_test.match() $$, array['b triggered stop', 'b fill 1 at 109 limit maker'],
    'beyond it: a limit order for the rest of the bar'
);
select paper_test.send('c', 'buy', 1, 'stop_limit', 116, 115);
select paper_test.bar('10:02', '10:03', 110, 120, 109, 116.5);
select results_eq(
    $$ select paper_test.match() $$, array['c triggered stop'],
    'elected inside: not when the close is beyond the limit'
);
select paper_test.send('d', 'buy', 1, 'stop_limit', 122, 121);
select paper_test.bar('10:03', '10:04', 120, 125, 119, 121.5);
select results_eq(
    $$ select paper_test.match() $$, array['d fill 1 at 122 limit taker'],
    'at the limit when the close is within it'
);

select * from finish();
rollback;
