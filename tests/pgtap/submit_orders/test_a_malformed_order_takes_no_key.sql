begin;
select plan(1);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
-- alone, the second order would fill: only the first is wrong
select throws_ok(
    $$ select * from paper.submit_orders('alpha', array[
        ('k1', 'AAA', 'buy', 0, 'limit', 10, null, '{}'), ('k1', 'AAA', 'buy', 1, 'limit', 10, null, '{}')
    ]::paper.order_request[]) $$,
    'ZP004',
    '1 of 2 requests refused, the first, number 1: quantity must be above 0, below 10^15 and have at most 12 decimals',
    'the good order is not in conflict with a malformed one that has its key'
);

select * from finish();
rollback;
