begin;
select plan(1);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.quote('10:00', 94, 95);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 95 gap maker'], 'is the first after a gap');

select * from finish();
rollback;
