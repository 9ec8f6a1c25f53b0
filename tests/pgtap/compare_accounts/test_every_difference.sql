begin;
select plan(5);

select paper_test.open_market();
select paper_test.open_market('{"fees": {"per_order": 1}}', 100000, 'beta');
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 2);
select paper_test.quote('09:02', 99, 101, 10, 10);
select paper_test.send('a', 'buy', 3, p_account_id => 'beta');
select paper_test.send('b', 'sell', 1, 'stop_limit', 79, 80);
select paper_test.send('b', 'sell', 4, 'stop_limit', 78, 81, p_account_id => 'beta');
select paper.deposit('alpha', 'c', 5);
select paper.deposit('beta', 'c', 6);

set local timezone = 'Asia/Tokyo';
select results_eq(
    $$ select idempotency_key, ticker, what, fill_no, here, there, pnl_difference from paper.compare_accounts('alpha', 'beta') $$,
    $$ values
       ('a', 'AAPL', 'submitted_at', null::bigint, '2026-01-05 09:01:00+00', '2026-01-05 09:02:00+00', null::numeric),
       ('a', 'AAPL', 'quantity', null, '2', '3', null),
       ('a', 'AAPL', 'fill_quantity', null, '2', '3', null),
       ('a', 'AAPL', 'fill_price', null, '100', '101', null),
       ('a', 'AAPL', 'fees', null, '0', '1', null),
       ('a', 'AAPL', 'pnl', null, '0', '-1', -1),
       ('a', 'AAPL', 'quantity', 1, '2', '3', null),
       ('a', 'AAPL', 'price', 1, '100', '101', null),
       ('a', 'AAPL', 'fee', 1, '0', '1', null),
       ('a', 'AAPL', 'market_at', 1, '2026-01-05 09:01:00+00', '2026-01-05 09:02:00+00', null),
       ('b', 'AAPL', 'status', null, 'accepted', 'rejected', null),
       ('b', 'AAPL', 'reject_reason', null, null, 'insufficient_shares', null),
       ('b', 'AAPL', 'quantity', null, '1', '4', null),
       ('b', 'AAPL', 'limit_price', null, '79', '78', null),
       ('b', 'AAPL', 'stop_price', null, '80', '81', null),
       ('c', null, 'amount', null, '5', '6', null) $$,
    'one below the other, as orders have their columns, wherever one is'
);

-- One thing alone is enough.
select paper.open_account('gamma', 1000, '{"clock": "simulated"}');
select paper.fork_account('gamma', v.a) from unnest('{one,two}'::text[]) as v (a);
select paper.set_clock('two', paper_test.at('09:30'));
select paper.submit_order(v.a, 'late', 'AAPL', 'buy', 1, 'limit', 10) from unnest('{one,two}'::text[]) as v (a);
select results_eq(
    $$ select idempotency_key, what, there from paper.compare_accounts('one', 'two') $$,
    $$ values ('late', 'submitted_at', '2026-01-05 09:30:00+00') $$, 'a time'
);
select is_empty($$ select * from paper.compare_accounts('one', 'one') $$, 'nothing, of one and itself');

-- A fill that is only there.
select paper_test.open_market(p_account_id => 'whole');
select paper_test.open_market('{"participation_rate": 0.5}', p_account_id => 'half');
select paper_test.quote('09:03', 99, 100, 4, 4, 'IBM');
select paper_test.send('f', 'buy', 4, p_ticker => 'IBM', p_account_id => v.a) from unnest('{whole,half}'::text[]) as v (a);
select paper_test.quote('09:04', 99, 101, 4, 4, 'IBM');
select paper.match_account('half');
select results_eq(
    $$ select what, here, there from paper.compare_accounts('whole', 'half') where fill_no = 2 $$,
    $$ values ('quantity', null, '2'), ('price', null, '101'), ('fee', null, '0'), ('market_at', null, '2026-01-05 09:04:00+00') $$,
    'a fill more'
);

-- By seq here, what is only there by its seq there, and after what is only here.
select paper.open_account('delta', 100);
select paper.open_account('epsilon', 200);
select paper.deposit('delta', v.key, 1)
from unnest('{first,here,third,fourth}'::text[]) with ordinality as v (key, n) order by v.n;
select paper.deposit('epsilon', v.key, 2)
from unnest('{third,there,first,late,fourth}'::text[]) with ordinality as v (key, n) order by v.n;
select results_eq(
    $$ select coalesce(idempotency_key, 'opening'), here, there from paper.compare_accounts('delta', 'epsilon') $$,
    $$ values
       ('opening', '100', '200'), ('first', '1', '2'), ('here', '1', null), ('there', null, '2'), ('third', '1', '2'),
       ('late', null, '2'), ('fourth', '1', '2') $$,
    'in the order of the journals'
);

select * from finish();
rollback;
