begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select paper_test.send('o', 'sell', 5, 'limit', 110, p_options => '{"order_class": "oco", "stop_loss": {"stop_price": 90}}');
select is((select reserved from paper.positions), 5.0, 'both legs claim the shares once');
select paper_test.quote('10:01', 110, 111, 2, 2);
select results_eq($$ select paper_test.match() $$, array['o partial_fill 2 at 110 limit maker'], 'a fill of one');
select paper_test.quote('10:02', 89, 90, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['o/stop fill 3 at 89 quote taker', 'o cancelled oco'],
    'reduces the other, a full fill cancels it'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
