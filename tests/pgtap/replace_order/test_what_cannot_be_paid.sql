begin;
select plan(5);

select paper_test.open_market(p_cash => 1000);
select paper_test.send('a', 'buy', 5, 'limit', 100);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_quantity => 11) as o), 'rejected', 'refused');
select is((select error from paper.orders where idempotency_key = 'n'), 'Insufficient cash: need 1100.00, have 1000.00', 'the reserve of the old order counts');
select results_eq($$ select idempotency_key from paper.open_orders $$, $$ values ('a' collate "C") $$, 'the old order works on');
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'm', p_quantity => 10) as o), 'accepted', 'what it can pay with the reserve of the old one');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
