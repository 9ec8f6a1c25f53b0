begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('a', 'buy', 2, 'limit', 90);
select o.status from paper.cancel_order('alpha', paper_test.id_of('a')) as o;
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_limit_price => 80) as o), 'rejected', 'is refused');
select is((select reject_reason from paper.orders where idempotency_key = 'n'), 'already_filled', 'as it is final');
select is((select status::text from paper.orders where idempotency_key = 'a'), 'cancelled', 'the old one stays as it was');

select * from finish();
rollback;
