begin;
select plan(7);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select is(paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}'), 'partially_filled', 'two of five');
select results_eq($$ select quantity, reserved from paper.positions $$, $$ values (2.0, 2.0) $$, 'are protected at once');
select paper_test.quote('10:01', 110, 111, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit partial_fill 2 at 110 limit maker'],
    'the exit is not complete while its entry may fill more'
);
select paper_test.quote('10:02', 99, 100, 9, 3);
select results_eq($$ select paper_test.match() $$, array['e fill 3 at 100 limit maker'], 'which it does');
select paper_test.quote('10:03', 120, 121, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit fill 3 at 110 limit maker', 'e/stop cancelled oco'],
    'and the exits work for that too'
);
select results_eq($$ select quantity, reserved from paper.positions $$, $$ values (0.0, 0.0) $$, 'nothing is left');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
