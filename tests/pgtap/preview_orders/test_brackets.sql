begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select results_eq(
    $$ select idempotency_key collate "C", status::text from paper.preview_orders('alpha', array[paper_test.request('e', p_limit_price => 100,
           p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}'
       )]) $$,
    $$ values ('e' collate "C", 'filled') $$, 'one row a request, without its exits'
);

select * from finish();
rollback;
