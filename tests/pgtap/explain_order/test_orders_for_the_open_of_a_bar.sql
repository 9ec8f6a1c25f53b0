begin;
select plan(4);

select paper_test.open_market('{"volume_limit": 0.1}');
select paper_test.sessions('IBM', '2026-01-05 14:30 21:00');
select paper_test.send('fok', 'buy', 11, p_options => '{"time_in_force": "fok"}');
select paper_test.send('ioc', 'buy', 11, p_options => '{"time_in_force": "ioc"}');
select paper_test.send('limit', 'buy', 11, 'limit', 99, p_options => '{"time_in_force": "ioc"}');
select paper_test.send('opg', 'buy', 11, 'limit', 99, p_options => '{"time_in_force": "opg"}', p_ticker => 'IBM');
select paper_test.bar('10:00', '10:01', 100, 101, 90, 99, 100);
select paper_test.bar('14:30', '21:00', 100, 101, 90, 99, 100, 'IBM');
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('fok') offset 3 $$, array['no_size_left not_filled 100 at 100 10:00:00 1 bars'],
    'fok: the bar had not that much'
);
select results_eq(
    $$ select * from paper_test.explained('ioc') offset 4 $$, array['no_size_left not_filled 100 at 100 10:00:00 1 bars'],
    'ioc: nor the rest'
);
select results_eq(
    $$ select * from paper_test.explained('limit') offset 3 $$,
    array['limit_not_reached not_filled 100 at 100 10:00:00 1 bars'],
    'the open counts, however low the bar went'
);
select results_eq(
    $$ select * from paper_test.explained('opg') offset 3 $$,
    array['limit_not_reached not_filled 100 at 100 14:30:00 1 bars'],
    'opg: as well'
);

select * from finish();
rollback;
