begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select throws_ok($$ select paper.update_settings('alpha', 'x', '{"fill_model": "immediate"}') $$, 'ZP004', null, 'cannot change while orders are open');
select o.status from paper.cancel_order('alpha', paper_test.id_of('a')) as o;
select lives_ok($$ select paper.update_settings('alpha', 'x', '{"fill_model": "immediate"}') $$, 'but later');

select * from finish();
rollback;
