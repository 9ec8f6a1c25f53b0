begin;
select plan(2);

select paper_test.open_market('{"volume_limit": 0.1}');
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('c', 'buy', 8, p_options => '{"time_in_force": "cls"}');
select paper_test.send('l', 'buy', 7, 'limit', 99);
select paper_test.bar('20:59', '21:00', 100, 101, 98, 100.5, 100);
select results_eq(
    $$ select paper_test.match() $$,
    array['l fill 7 at 99 limit maker', 'c partial_fill 3 at 100.5 close taker', 'c expired auction'],
    'what the range decides comes first, whoever was sent first; the close has what volume is left'
);

select paper_test.open_market('{"volume_limit": 0.1, "bar_price": "close"}', p_account_id => 'beta');
select paper_test.send('c', 'buy', 8, p_options => '{"time_in_force": "cls"}', p_account_id => 'beta');
select paper_test.send('m', 'buy', 7, p_account_id => 'beta');
select paper_test.bar('2026-01-06 17:59+00', '2026-01-06 18:00+00', 100, 101, 98, 100.5, 100);
select results_eq(
    $$ select paper_test.match('beta') $$,
    array['m fill 7 at 100.5 close taker', 'c partial_fill 3 at 100.5 close taker', 'c expired auction'],
    'where all orders fill at the close too'
);

select * from finish();
rollback;
