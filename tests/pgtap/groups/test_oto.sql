begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "oto", "stop_loss": {"stop_price": 90, "limit_price": 89}}');
select results_eq(
    $$ select paper_test.story() $$, array['e fill 5 at 100 quote taker', 'e/stop_limit accepted'],
    'one exit'
);
select paper_test.quote('10:01', 85, 86);
select results_eq(
    $$ select paper_test.match() $$, array['e/stop_limit triggered stop'],
    'a stop_limit, beyond its limit'
);
select paper_test.quote('10:02', 89, 90);
select results_eq($$ select paper_test.match() $$, array['e/stop_limit fill 5 at 89 limit maker'], 'fills at it');

select * from finish();
rollback;
