begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.send('t', 'buy', 1, 'limit', 98, p_options => '{"touch": true}');
select paper_test.send('g', 'buy', 1, 'limit', 97.5);
select paper_test.bar('10:00', '10:01', 100, 101, 98, 100);
select results_eq(
    $$ select paper_test.match() $$, array['t fill 1 at 98 limit maker'],
    'a low at the limit fills with touch only'
);
select paper_test.bar('10:01', '10:02', 100, 101, 97.9, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 98 limit maker'],
    'a low below it fills, at the limit'
);
select paper_test.bar('10:02', '10:03', 97, 98, 96, 97);
select results_eq(
    $$ select paper_test.match() $$, array['g fill 1 at 97 open maker'],
    'an open below it fills at the open'
);
select paper_test.send('s', 'sell', 1, 'limit', 105);
select paper_test.send('u', 'sell', 1, 'limit', 106);
select paper_test.bar('10:03', '10:04', 100, 105.1, 99, 100);
select paper_test.bar('10:04', '10:05', 107, 108, 105, 106);
select results_eq(
    $$ select s from paper_test.match() as s where s like '%fill%' $$, array['s fill 1 at 105 limit maker', 'u fill 1 at 107 open maker'],
    'of sells too'
);

select * from finish();
rollback;
