begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
create temp table before as select paper_test.state('alpha') as state;
select results_eq(
    $$ select order_id, status::text, fill_price, cash_after, error from paper.preview_orders('alpha', array[
           paper_test.request('a', p_quantity => 90), paper_test.request('b', p_quantity => 11)
       ]) $$,
    $$ values
       (null::uuid, 'filled', 10.0, 100.0, null::text),
       (null, 'rejected', null, 100.0, 'Insufficient cash: need 110.00, have 100.00') $$,
    'each sees what the one before it would do'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was changed');

select * from finish();
rollback;
