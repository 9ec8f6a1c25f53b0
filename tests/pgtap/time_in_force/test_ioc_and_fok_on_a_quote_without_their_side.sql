begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, null);
select paper_test.send('a', 'buy', 1, p_options => '{"time_in_force": "ioc"}');
select paper_test.send('b', 'buy', 1, 'limit', 100, p_options => '{"time_in_force": "fok"}');
select results_eq(
    $$ select paper_test.story() $$,
    array['a accepted', 'a cancelled ioc', 'b accepted', 'b cancelled fok not_fillable'],
    'a fresh quote was there, and no market in it'
);
select results_eq(
    $$ select paper_test.send('c', 'sell', 1, p_options => '{"time_in_force": "ioc"}') $$, array['rejected'],
    'the other side is none of theirs'
);

select * from finish();
rollback;
