begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select paper_test.send('a', 'buy', 5, 'limit', 100);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_quantity => 2) as o), 'rejected', 'refused');
select is((select reject_reason from paper.orders where idempotency_key = 'n'), 'already_filled', 'with the reason');
select results_eq($$ select idempotency_key from paper.open_orders $$, $$ values ('a' collate "C") $$, 'the old order works on');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (99800.0, 300.0) $$, 'as it did');

select * from finish();
rollback;
