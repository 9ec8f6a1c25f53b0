begin;
select plan(2);

select is(
    paper_internal.request_of(jsonb_populate_record(
        null::paper_internal.journal,
        '{"account_id": "alpha", "seq": 2, "order_seq": 2, "event_type": "fill", "idempotency_key": "k", "ticker": "AAPL",
          "side": "sell", "quantity": 3, "order_type": "stop_limit", "limit_price": 10, "stop_price": 9, "price": 10,
          "cash_after": 30, "quantity_after": 7, "options": {"tag": "x"}, "detail": {"liquidity": "taker"}}'
    )),
    row('k', 'AAPL', 'sell', 3, 'stop_limit', 10, 9, '{"tag": "x"}')::paper.order_request,
    'the eight fields that were asked for'
);
select is(
    (paper_internal.request_of(jsonb_populate_record(
        null::paper_internal.journal, '{"idempotency_key": "k", "quantity": 3, "order_type": "market"}'
    ))).quantity, 3.0, 'without a detail too'
);

select * from finish();
rollback;
