begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select paper.set_clock('alpha', paper_test.at('11:00'));
select is((select o.status::text from paper.close_position('alpha', 'c', 'AAPL') as o), 'accepted', 'without a fresh quote it waits');
select paper_test.quote('11:01', 98, 99);
select results_eq($$ select paper_test.match() $$, array['c fill 5 at 98 quote taker'], 'for the next');

select * from finish();
rollback;
