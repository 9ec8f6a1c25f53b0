begin;
select plan(1);

select paper_test.open_market('{"volume_limit": 0.1}');
select paper_test.send('a', 'buy', 5, p_options => '{"time_in_force": "ioc"}');
select paper_test.send('b', 'buy', 1, 'limit', 99, p_options => '{"time_in_force": "ioc"}');
select paper_test.bar('10:00', '10:01', 100, 101, 90, 100, 30);
select results_eq(
    $$ select paper_test.match() $$, array['a partial_fill 3 at 100 open taker', 'a cancelled ioc', 'b cancelled ioc'],
    'the open of the first bar is the only chance'
);

select * from finish();
rollback;
