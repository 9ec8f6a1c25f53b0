begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select paper_test.send('h', 'buy', 1);
create temp table before as select paper_test.state('alpha') as state;
select results_eq(
    $$ select order_id, idempotency_key collate "C", status::text, fill_quantity, fill_price, reject_reason
       from paper.preview_orders('alpha', array[
           paper_test.request('a', p_order_type => 'market', p_limit_price => null, p_quantity => 3),
           paper_test.request(null, p_quantity => 9, p_limit_price => 101),
           paper_test.request('h', p_side => 'sell', p_quantity => 6, p_limit_price => 200),
           paper_test.request('b', p_quantity => 2, p_limit_price => 50)
       ]) $$,
    $$ values
       (null::uuid, 'a' collate "C", 'filled', 3.0, 100.0, null::text), (null, null, 'partially_filled', 1.0, 100.0, null),
       (null, 'h', 'rejected', 0.0, null, 'insufficient_shares'), (null, 'b', 'accepted', 0.0, null, null) $$,
    'one after the other, as submit_orders would'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was changed');
select is(paper_test.send('a', 'buy', 3), 'filled', 'no key was used');

select * from finish();
rollback;
