begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select results_eq(
    $$ select idempotency_key, status::text, fill_quantity from paper.submit_orders('alpha', array[
           paper_test.request('a', p_quantity => 3, p_limit_price => 100), paper_test.request('b', p_quantity => 3, p_limit_price => 100),
           paper_test.request('c', p_side => 'sell', p_quantity => 5, p_limit_price => 99),
           paper_test.request('d', p_side => 'sell', p_quantity => 1, p_limit_price => 99),
           paper_test.request('e', 'MSFT', p_order_type => 'market', p_limit_price => null), paper_test.request('a', p_quantity => 3, p_limit_price => 100)
       ]) $$,
    $$ values
       ('a' collate "C", 'filled', 3.0), ('b', 'partially_filled', 2.0), ('c', 'filled', 5.0), ('d', 'rejected', 0.0), ('e', 'accepted', 0.0),
       ('a', 'filled', 3.0) $$, 'one after the other, the results in the order of the requests'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
