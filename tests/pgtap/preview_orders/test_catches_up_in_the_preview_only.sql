begin;
select plan(2);

select paper_test.open_market(p_cash => 1000);
select paper_test.send('a', 'buy', 9, 'limit', 100);
create temp table before as select paper_test.state('alpha') as state;
select paper_test.quote('10:00', 99, 100);
select results_eq(
    $$ select status::text, quantity_after from paper.preview_orders('alpha', array[
           paper_test.request('s', p_side => 'sell', p_quantity => 9, p_order_type => 'market', p_limit_price => null)
       ]) $$,
    $$ values ('filled', 0.0) $$, 'market data that was fed counts'
);
select is(paper_test.state('alpha'), (select state from before), 'and is not applied');

select * from finish();
rollback;
