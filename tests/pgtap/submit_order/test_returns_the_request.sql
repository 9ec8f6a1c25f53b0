begin;
select plan(3);

select paper.open_account('alpha', 10000, '{"clock": "simulated"}');
select paper.set_clock('alpha', '2020-01-02 15:00+00');
select results_eq(
    $$ select account_id, seq, idempotency_key, ticker, side, order_type, quantity, limit_price, stop_price, options,
           recommendation_id, decision_trace, submitted_at, filled_at, reject_reason, error, replaces, replaced_by
       from paper.submit_order(
           'alpha', 'o1', 'BRK.B', 'buy', 1.5, 'stop_limit', 10.25, 10.5,
           '{"tag": "x", "recommendation_id": "r-1", "decision_trace": {"why": ["a", 1]}, "time_in_force": "day"}'
       ) $$,
    $$ values (
           'alpha' collate "C", 2::bigint, 'o1' collate "C", 'BRK.B' collate "C", 'buy'::paper.order_side,
           'stop_limit'::paper.order_type, 1.5, 10.25, 10.5,
           '{"tag": "x", "recommendation_id": "r-1", "decision_trace": {"why": ["a", 1]}, "time_in_force": "day"}'::jsonb,
           'r-1', '{"why": ["a", 1]}'::jsonb, '2020-01-02 15:00+00'::timestamptz, '2020-01-02 15:00+00'::timestamptz,
           null::text, null::text, null::uuid, null::uuid
       ) $$,
    'what was asked for comes back'
);
select results_eq(
    $$ select options, recommendation_id, decision_trace from paper.submit_order('alpha', 'o2', 'A', 'buy', 1) $$,
    $$ values ('{}'::jsonb, null::text, null::jsonb) $$,
    'without options they are {}'
);
select results_eq(
    $$ select options, limit_price, stop_price
       from paper.submit_order('alpha', 'o3', 'A', 'buy', 1, p_options => null) $$,
    $$ values ('{}'::jsonb, null::numeric, null::numeric) $$,
    'null options too'
);

select * from finish();
rollback;
