begin;
select plan(1);

select paper_test.open_market();
select paper_test.open_market('{"participation_rate": 0.5, "fees": {"per_order": 1}}', 100000, 'beta');
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4, p_account_id => v.a, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}')
from (values ('alpha'), ('beta')) as v (a);
select paper_test.quote('09:02', 111, 112, 6, 5);
select paper.match_account('alpha');
select paper.match_account('beta');

select bag_eq(
    $$ select leg, what, fill_no, here, there, pnl_difference from paper.compare_accounts('alpha', 'beta') $$,
    $$ values
       (0::bigint, 'fees', null::bigint, '0', '1', null::numeric),
       (0, 'pnl', null, '0', '-1', -1),
       (0, 'fee', 1, '0', '1', null),
       (1, 'status', null, 'filled', 'partially_filled', null),
       (1, 'fill_quantity', null, '4', '3', null),
       (1, 'fees', null, '0', '1', null),
       (1, 'pnl', null, '40', '29', -11),
       (1, 'quantity', 1, '4', '3', null),
       (1, 'fee', 1, '0', '1', null),
       (2, 'status', null, 'cancelled', 'accepted', null) $$,
    'exits by their place, fills by their number'
);

select * from finish();
rollback;
