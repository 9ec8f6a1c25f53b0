begin;
select plan(1);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.quote('10:00', 97, 98);
select is(
    (select o.status::text from paper.cancel_order('alpha', paper_test.id_of('a')) as o), 'filled', 'nobody sees a quote and cancels for free'
);

select * from finish();
rollback;
