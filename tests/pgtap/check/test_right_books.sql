begin;
select plan(5);

select is_empty($$ select * from paper.check() $$, 'without accounts nothing is wrong');
select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select paper.open_account('beta', 0, '{"clock": "simulated", "default_price": 7}');
select * from paper.submit_orders('alpha', array[
    paper_test.request('1', p_quantity => 3), paper_test.request('2', p_quantity => 7, p_limit_price => 11),
    paper_test.request('3', p_side => 'sell', p_quantity => 4, p_limit_price => 12), paper_test.request('4', p_quantity => 1000),
    paper_test.request('5', 'MSFT', 'sell'), paper_test.request('6', 'MSFT', p_quantity => 0.3, p_limit_price => 0.7)
]);
select * from paper.close_position('alpha', '7', 'MSFT');
select * from paper.close_position('alpha', '8', 'GOOG');
select paper.deposit('alpha', '9', 0.000000000001);
select paper.withdraw('alpha', '10', 5);
select paper.update_settings('alpha', '11', '{"slippage_pct": 0.5}');
select paper.update_settings('alpha', '11b', '{"fill_model": "market"}');
select paper_test.rest('12', 'AAPL', 'sell', 2, 100);
select paper_test.rest('13', 'AAPL', 'buy', 2, 1);
select paper_test.rest('14', 'AAPL', 'buy', 1, 1);
select * from paper.cancel_order('alpha', (select order_id from paper.orders where idempotency_key = '14'));
select paper.set_clock('beta', '2020-01-01');
select is_empty(
    $$ select * from paper.check() $$, 'after orders, transfers, open orders and a cancel nothing is wrong'
);
select is_empty($$ select * from paper.check('alpha') $$, 'nor in one account');
select paper.reset_account('alpha', '15', 500);
select is_empty($$ select * from paper.check() $$, 'nor after a reset');
select * from paper.submit_order('alpha', '16', 'AAPL', 'buy', 1);
select paper.close_account('alpha', '17');
select is_empty($$ select * from paper.check() $$, 'nor after an order of the new epoch and the closing');

select * from finish();
rollback;
