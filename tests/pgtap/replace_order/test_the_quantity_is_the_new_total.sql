begin;
select plan(6);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select paper_test.send('a', 'buy', 5, 'limit', 100);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_quantity => 6) as o), 'accepted', 'four are left of six');
select results_eq($$ select quantity, fill_quantity from paper.orders where idempotency_key = 'n' $$, $$ values (4.0, 0.0) $$, 'the new order is for those');
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('n'), 'm', p_limit_price => 98) as o), 'accepted', 'null keeps');
select is((select quantity from paper.orders where idempotency_key = 'm'), 4.0, 'the quantity');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (99800.0, 392.0) $$, 'and what is reserved');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
