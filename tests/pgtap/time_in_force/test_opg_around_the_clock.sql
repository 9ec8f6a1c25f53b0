begin;
select plan(5);

select paper_test.open_market('{"day_end": "22:00"}');
select paper_test.quote('10:00', 99, 100);
select is(
    paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "opg"}'),
    'pending', 'the day is open: it is for the next'
);
select paper_test.send('b', 'buy', 1, 'limit', 90, p_options => '{"time_in_force": "opg"}');
select paper_test.quote('21:59:59', 97, 98);
select is_empty($$ select paper_test.match() $$, 'nothing of this day fills it');
select paper_test.quote('22:00', 95, 96);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 96 quote taker', 'b expired auction'],
    'the first quote of the next day does'
);
select is(paper_test.send('c', 'buy', 1, p_options => '{"time_in_force": "opg"}'), 'pending', 'and again');
select paper.set_clock('alpha', '2026-01-07 22:00:01+00');
select results_eq(
    $$ select order_seq, at from paper.journal where event_type = 'expired' and rule = 'due' $$,
    $$ select seq, '2026-01-07 22:00+00'::timestamptz from paper.orders where idempotency_key = 'c' $$,
    'a day without data lets it expire'
);

select * from finish();
rollback;
