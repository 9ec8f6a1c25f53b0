begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'stop', null, 105);
select paper_test.send('b', 'buy', 1, 'stop', null, 106);
select paper_test.bar('10:00', '10:01', 100, 104.9, 99, 100);
select is_empty($$ select paper_test.match() $$, 'not before the high reaches them');
select paper_test.bar('10:01', '10:02', 100, 105, 99, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 105 stop taker'],
    'a high at the stop fills, at the stop'
);
select paper_test.bar('10:02', '10:03', 107, 108, 106.5, 107);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 107 open taker'],
    'an open beyond it fills at the open'
);
select paper_test.send('s', 'sell', 1, 'stop', null, 100);
select paper_test.send('u', 'sell', 1, 'stop', null, 90);
select paper_test.bar('10:03', '10:04', 107, 108, 100, 107);
select paper_test.bar('10:04', '10:05', 89, 90, 88, 89);
select results_eq(
    $$ select s from paper_test.match() as s where s like '%fill%' $$, array['s fill 1 at 100 stop taker', 'u fill 1 at 89 open taker'],
    'of sells too'
);

select * from finish();
rollback;
