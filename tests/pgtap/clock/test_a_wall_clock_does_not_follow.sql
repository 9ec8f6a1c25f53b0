begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('2199-01-01 00:00+00', 99, 100);
select ok(paper.clock('alpha') < '2199-01-01', 'market data of the future does not move it');
select is(paper_test.send('a', 'buy', 1), 'accepted', 'nor is it fresh');
select throws_ok($$ select paper.set_clock('alpha', '2030-01-01') $$, 'ZP004', null, 'it cannot be set');

select * from finish();
rollback;
