begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.rest('r1', 'AAPL', 'buy', 1, 100);
create temp table before as select paper_test.state('alpha') as state;
select is_empty($$ select * from paper.cancel_orders('alpha', '{}') $$, 'no ids cancel nothing');
select is_empty($$ select * from paper.cancel_orders('alpha', null) $$, 'null neither');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select throws_ok($$ select * from paper.cancel_orders('nobody', '{}') $$, 'ZP001', null, 'an unknown account');

select * from finish();
rollback;
