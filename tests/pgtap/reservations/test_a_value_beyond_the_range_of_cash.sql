begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 999999999999998, 999999999999999);
select is(paper_test.send('market', 'buy', 1000000000), 'rejected', 'a price and a quantity that are allowed may multiply to more');
select is(paper_test.send('limit', 'buy', 999999999999999, 'limit', 999999999999999), 'rejected', 'of whatever type');
select results_eq(
    $$ select distinct reject_reason from paper.orders $$, array['insufficient_cash'], 'nobody can pay that'
);

select * from finish();
rollback;
