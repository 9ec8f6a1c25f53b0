begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 2, 'stop', null, 110);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_stop_price => 105) as o), 'accepted', 'another stop');
select paper_test.quote('10:01', 104, 105);
select results_eq($$ select paper_test.match() $$, array['n fill 2 at 105 quote taker'], 'in force');

select * from finish();
rollback;
