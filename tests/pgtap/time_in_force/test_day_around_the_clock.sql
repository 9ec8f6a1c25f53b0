begin;
select plan(2);

select paper_test.open_market('{"day_end": "22:00"}');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "day"}');
select paper_test.send('b', 'buy', 1, 'limit', 97, p_options => '{"time_in_force": "day"}');
select paper_test.send('c', 'buy', 1, 'limit', 96);
select paper_test.quote('22:00', 97.5, 98);
select paper_test.quote('22:00:01', 89, 90);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 98 gap maker', 'b expired due', 'c fill 1 at 96 limit maker'],
    'it works to day_end, and no later datum fills it'
);
select results_eq($$ select at from paper.journal where event_type = 'expired' $$, array[paper_test.at('22:00')], 'stamped with the time it was due');

select * from finish();
rollback;
