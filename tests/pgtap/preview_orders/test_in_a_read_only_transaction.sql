begin;
select plan(3);

select paper_test.open_market();
select paper.open_account('beta', 1000);
select paper_test.quote('10:00', 99, 100);
set transaction_read_only = on;
select is(
    (select status::text from paper.preview_orders('alpha', array[paper_test.request('a', p_limit_price => 100)])), 'filled', 'fill model market'
);
select is(
    (select status::text from paper.preview_orders('beta', array[paper_test.request('a', p_limit_price => 100)])), 'filled', 'fill model immediate'
);
select is_empty($$ select * from paper.preview_orders('alpha', '{}') $$, 'no orders');

select * from finish();
rollback;
