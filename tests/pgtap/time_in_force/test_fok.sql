begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select is(paper_test.send('a', 'buy', 6, p_options => '{"time_in_force": "fok"}'), 'cancelled', 'more than there is');
select is(paper_test.send('b', 'buy', 5, p_options => '{"time_in_force": "fok"}'), 'filled', 'as much as there is');
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'a cancelled fok not_fillable', 'b fill 5 at 100 quote taker'],
    'the reason says why'
);
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('c', 'buy', 5, 'limit', 100, p_options => '{"time_in_force": "fok"}', p_ticker => 'MSFT', p_account_id => 'beta');
select paper_test.bar('10:00', '10:01', 101, 102, 99, 100, p_ticker => 'MSFT');
select results_eq(
    $$ select paper_test.match('beta') $$, array['c cancelled fok not_fillable'],
    'on bars the first open decides'
);

select * from finish();
rollback;
