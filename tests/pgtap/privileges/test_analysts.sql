begin;
select plan(34);

select paper_test.role('ann', 'paper_analyst');
select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 4, 'limit', 10);
create temp table ids as select order_id from paper.orders;
grant select on ids to public;
set local role ann;
select throws_ok(q, '42501', null, q)
from (
    values
    ('select paper.open_account(''beta'')'), ('select paper.update_settings(''alpha'', ''k'', ''{}'')'),
    ('select paper.close_account(''alpha'', ''k'')'), ('select paper.grant_account(''alpha'', ''ann'')'),
    ('select paper.revoke_account(''alpha'', ''ann'')'), ('select paper.deposit(''alpha'', ''k'', 1)'),
    ('select paper.withdraw(''alpha'', ''k'', 1)'), ('select paper.reset_account(''alpha'', ''k'', 1)'),
    ('select paper.set_clock(''alpha'', now())'), ('select * from paper.submit_order(''alpha'', ''k'', ''A'', ''buy'', 1)'),
    ('select * from paper.submit_orders(''alpha'', ''{}'')'),
    ('select * from paper.cancel_order(''alpha'', gen_random_uuid())'), ('select * from paper.cancel_orders(''alpha'', ''{}'')'),
    ('select * from paper.cancel_all_orders(''alpha'')'), ('select * from paper.close_position(''alpha'', ''k'', ''A'')'),
    ('select paper.feed_quotes(null)'), ('select paper.feed_trades(null)'), ('select paper.feed_bars(null)'),
    ('select paper.load_sessions(''X'', null)'), ('select paper.set_instrument(''A'', ''{}'')'),
    ('select paper.sweep_done(''{}'', ''1:1:'')'), ('select paper.check_done(1, 0)'), ('select * from paper.trim_tape()'), ('call paper.match_all()'),
    ('select * from paper_internal.journal'), ('update paper.accounts set seq = 0')
) as v (q);
select is(paper.seq_at('alpha', 'infinity'), 2::bigint, 'seq_at');
select is(paper.clock('alpha') is null, false, 'clock');
select is_empty('select * from paper.check(''alpha'')', 'check');
select isnt_empty('select * from ids cross join lateral paper.order_of(order_id)', 'order_of');
select isnt_empty('select * from ids cross join lateral paper.explain_order(''alpha'', order_id)', 'explain_order');
select is(paper.fill_price('buy', 'market', null, null, 100, 0.01), 101.0, 'fill_price');
select is((paper.apply_fill(0, 0, 'buy', 1, 1)).quantity, 1.0, 'apply_fill');
select is(
    (select paper.position_of(side, quantity, price order by seq) from paper.fills)::text, '(4,10.000000000000,0)', 'position_of'
);

select * from finish();
rollback;
