begin;
select plan(6);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select is(paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}'), 'filled', 'the entry fills');
select results_eq(
    $$ select paper_test.story() $$, array['e fill 5 at 100 quote taker', 'e/limit accepted', 'e/stop accepted'],
    'and arms its exits'
);
select results_eq(
    $$ select reserved from paper.positions $$, array[5.0], 'which claim the shares once'
);
select paper_test.quote('10:01', 109, 112);
select paper_test.quote('10:02', 111, 112);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit fill 5 at 110 limit maker', 'e/stop cancelled oco'],
    'a fill of one cancels the other'
);
select results_eq($$ select quantity, reserved from paper.positions $$, $$ values (0.0, 0.0) $$, 'nothing is left');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
