begin;
select plan(3);

select results_eq(
    $$select s.account_id::text, s.seq, s.order_seq, s.at, s.event_type::text, s.order_type::text, s.side::text,
        s.ticker::text, s.idempotency_key::text, s.quantity::numeric, s.limit_price::numeric, s.stop_price::numeric,
        s.price::numeric, s.cash_after::numeric, s.options
    from paper_internal.order_step(
        'a', '2026-01-02T03:04:05Z', 'k', 'AAPL', 'sell', 1.5, 'stop_limit', 10, 11, '{"tag": "t"}'
    ) as s$$,
    $$values ('a' collate "C", null::bigint, null::bigint, '2026-01-02T03:04:05Z'::timestamptz, 'fill', 'stop_limit', 'sell',
        'AAPL' collate "C", 'k' collate "C", 1.5, 10::numeric, 11::numeric, null::numeric, 0::numeric, '{"tag": "t"}'::jsonb)$$,
    'a step that is to fill, not numbered yet'
);

select results_eq(
    $$select s.side::text, s.options
    from paper_internal.order_step('a', now(), 'k', 'AAPL', 'buy', 1, 'market', null, null, '{}') as s$$,
    $$values ('buy', null::jsonb)$$, 'a buy; no options are null'
);

select results_eq(
    $$select s.quantity::text, s.limit_price::text, s.stop_price::text
    from paper_internal.order_step(
        'a', now(), 'k', 'AAPL', 'buy', 1.00000000000000, 'stop_limit', 2.00000000000000, 3.00000000000000, '{}'
    ) as s$$,
    $$values ('1', '2', '3')$$, 'zeros beyond the 12th decimal are dropped'
);

select * from finish();
rollback;
