begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is((select o.status::text from paper.replace_order(
    'alpha', (select order_id from paper.orders where order_type = 'stop'), 'n', p_stop_price => 95
) as o), 'pending', 'another stop');
select paper_test.quote('10:00', 99, 100);
select paper.match_account('alpha');
select paper_test.quote('10:01', 94, 95);
select results_eq(
    $$ select paper_test.match() $$, array['n fill 5 at 94 quote taker', 'e/limit cancelled oco'],
    'is armed by the entry'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
