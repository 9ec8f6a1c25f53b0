begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 4);
select paper_test.send('e', 'buy', 10, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is(
    (
        select r.status
        from paper.orders as o
        cross join lateral paper.replace_order('alpha', o.order_id, 'r', 2) as r
        where o.account_id = 'alpha' and o.side = 'sell' and o.order_type = 'limit'
    ),
    'accepted', 'the profit is to be taken of two, of the four that filled and the six to come'
);
select paper_test.quote('10:01', 110, 111, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['r fill 2 at 110 limit maker', 'e/stop cancelled oco'],
    'an exit that filled all that was ordered is complete, whatever its entry still fills, and ends the other'
);
select paper_test.quote('10:02', 99, 100, 9, 9);
select results_eq($$ select paper_test.match() $$, array['e fill 6 at 100 limit maker'], 'the entry goes on');
select is_empty($$ select order_id from paper.open_orders where account_id = 'alpha' $$, 'nothing works on');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
