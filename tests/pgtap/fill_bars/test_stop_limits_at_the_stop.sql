begin;
select plan(1);

select paper_test.open_market('{"compat": {"stop_limit_fill": "stop"}}');
select paper_test.send('a', 'buy', 1, 'stop_limit', 116, 115);
select paper_test.send('b', 'buy', 1, 'stop_limit', 114, 115);
select paper_test.bar('10:00', '10:01', 110, 120, 109, 118);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 115 stop taker', 'b triggered stop'],
    'at the stop, wherever the close is, if the limit allows it'
);

select * from finish();
rollback;
