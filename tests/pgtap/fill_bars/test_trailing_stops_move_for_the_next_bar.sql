begin;
select plan(3);

select paper_test.open_market();
select paper_test.bar('09:58', '09:59', 100, 100, 100, 100);
select paper_test.send('h', 'buy', 2);
select paper_test.bar('09:59', '10:00', 100, 100, 100, 100);
select paper.match_account('alpha');
select paper_test.send('a', 'sell', 1, 'trailing_stop', p_options => '{"trail_amount": 2}');
select paper_test.send('b', 'sell', 1, 'trailing_stop', p_options => '{"trail_amount": 3}');
-- From the close of 100: 98 and 97.
select paper_test.bar('10:00', '10:01', 100, 110, 99, 105);
select is_empty($$ select paper_test.match() $$, 'the high moves the stops to 108 and 107 after its bar, not in it');
select paper_test.bar('10:01', '10:02', 109, 109, 107.5, 108);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 108 stop taker'],
    'the first is reached inside the next'
);
select paper_test.bar('10:02', '10:03', 106, 106, 105, 106);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 106 open taker'],
    'the second is passed by an open'
);

select * from finish();
rollback;
