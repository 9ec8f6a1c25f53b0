begin;
select plan(4);

select paper_test.open_market('{"volume_limit": 0.1}');
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 1, 'limit', 99);
select paper_test.send('c', 'buy', 4, 'limit', 98);
select paper_test.bar('10:00', '10:01', 100, 101, 97, 100, 55);
select results_eq(
    $$ select paper_test.match() $$,
    array[
        'a fill 4 at 100 open taker',
        'b fill 1 at 99 limit maker',
        'c partial_fill 0.5 at 98 limit maker'
    ],
    'all fills of a bar share the part of its volume'
);
select paper_test.bar('10:01', '10:02', 97, 98, 96, 97, 0);
select is_empty($$ select paper_test.match() $$, 'without volume nothing fills');
select paper_test.bar('10:02', '10:03', 97, 98, 96, 97, 100);
select results_eq($$ select paper_test.match() $$, array['c fill 3.5 at 97 open maker'], 'the next bar has its own');
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('a', 'buy', 4, p_account_id => 'beta');
select paper_test.bar('10:03', '10:04', 97, 98, 96, 97, 0);
select results_eq(
    $$ select paper_test.match('beta') $$, array['a fill 4 at 97 open taker'],
    'without the setting volume is ignored'
);

select * from finish();
rollback;
