begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select is(
    array_agg(o.status order by o.seq), '{rejected,filled}'::paper.order_status[], 'AAA is rejected, BBB fills'
)
from paper.submit_orders('alpha', array[
    ('k1', 'AAA', 'sell', 1, 'limit', 10, null, '{}'), ('k2', 'BBB', 'buy', 5, 'limit', 10, null, '{}')
]::paper.order_request[]) as o;
select results_eq(
    $$ select ticker collate "C", quantity from paper.positions where account_id = 'alpha' $$,
    $$ values ('BBB' collate "C", 5::numeric) $$,
    'the one position is that of the ticker that filled'
);
select is_empty($$ select * from paper.check('alpha') $$, 'and the books are right');

select * from finish();
rollback;
