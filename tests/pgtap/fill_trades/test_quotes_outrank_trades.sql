begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.trade('10:15', 97);
select is_empty($$ select paper_test.match() $$, 'while a quote is fresh a print does not fill');
select paper_test.trade('10:15:00.000001', 97);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 98 limit maker'], 'then it does');

select * from finish();
rollback;
