begin;
select plan(2);

select paper_test.open_market('{"compat": {"children": "same_bar"}}');
select paper_test.open_market('{"compat": {"children": "same_bar"}, "intrabar": "limit_first"}', p_account_id => 'beta');
select paper_test.send(
    'e', 'buy', 5, 'limit', 99, p_account_id => a,
    p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 95}}'
)
from unnest('{alpha,beta}'::text[]) as a;
select paper_test.bar('10:00', '10:01', 100, 111, 94, 100);
select results_eq(
    $$ select * from paper_test.match() offset 3 $$, array['e/stop fill 5 at 95 stop taker', 'e/limit cancelled oco'],
    'the setting intrabar counts there too: the stop'
);
select results_eq(
    $$ select * from paper_test.match('beta') offset 3 $$,
    array['e/limit fill 5 at 110 limit maker', 'e/stop cancelled oco'], 'or the limit'
);

select * from finish();
rollback;
