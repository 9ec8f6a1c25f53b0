begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.trade('10:00', 100);
select paper_test.bar('10:00', '10:01', 97, 98, 96, 97);
select is_empty($$ select paper_test.match() $$, 'while a print is fresh a bar does not fill');
select paper_test.quote('10:10', 99, 100);
select paper_test.bar('10:20', '10:21', 97, 98, 96, 97);
select is_empty($$ select paper_test.match() $$, 'nor while a quote is');
select paper_test.bar('10:26', '10:27', 97, 98, 96, 97);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 97 open maker'], 'then it does');

select * from finish();
rollback;
