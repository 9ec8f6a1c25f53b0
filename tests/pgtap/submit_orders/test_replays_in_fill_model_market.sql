begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 3, 'limit', 98, p_options => '{"order_class": "oto", "take_profit": {"limit_price": 110}}');
create temp table before as select paper_test.state('alpha') as state;
select is(paper_test.send('a', 'buy', 3, 'limit', 98.0, p_options => '{"order_class": "oto", "take_profit": {"limit_price": 110}}'), 'accepted', 'the same again');
select is(paper_test.state('alpha'), (select state from before), 'changes nothing');
select throws_ok($$ select paper_test.send('a', 'buy', 3, 'limit', 98) $$, 'ZP002', null, 'another request with its key');
select paper_test.quote('10:00', 97, 98);
select paper.match_account('alpha');
select is(paper_test.send('a', 'buy', 3, 'limit', 98, p_options => '{"order_class": "oto", "take_profit": {"limit_price": 110}}'), 'filled', 'later it is what became of it');

select * from finish();
rollback;
