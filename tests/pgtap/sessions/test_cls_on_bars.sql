begin;
select plan(2);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "cls"}');
select paper_test.send('b', 'buy', 1, 'limit', 99, p_options => '{"time_in_force": "cls"}');
select paper_test.bar('20:58', '20:59', 100, 101, 90, 95);
select is_empty($$ select paper_test.match() $$, 'a bar before the last does not fill it');
select paper_test.bar('20:59', '21:00', 100, 101, 90, 100.5);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 100.5 close taker', 'b expired auction'],
    'the close of the bar that reaches the end does, or it expires'
);

select * from finish();
rollback;
