begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('e', 'buy', 5, 'limit', 90, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 80}}');
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('e'), 'n', p_limit_price => 100) as o), 'accepted', 'the entry');
select paper_test.quote('10:00', 99, 100);
select results_eq(
    $$ select paper_test.match() $$, array['n fill 5 at 100 gap maker', 'e/limit accepted entry', 'e/stop accepted entry'],
    'arms the same exits'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
