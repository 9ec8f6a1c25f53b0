begin;
select plan(2);

select paper.open_account('a"b''c\d,(e){f}', 1000, '{"slippage_pct": 0}');
select results_eq(
    $$ select account_id, idempotency_key, options ->> 'tag', options -> 'decision_trace' ->> 0
       from paper.submit_order(
           'a"b''c\d,(e){f}', 'k",\''();--', 'BTC/USD', 'buy', 1, 'limit', 10, null,
           jsonb_build_object('tag', E'x"y''z\\\n,()', 'decision_trace', array[E'\t"\\'])
       ) $$,
    $$ values ('a"b''c\d,(e){f}' collate "C", 'k",\''();--' collate "C", E'x"y''z\\\n,()', E'\t"\\') $$,
    'quotes, backslashes, commas, parentheses and newlines come back as they were'
);
select is(
    (select status::text from paper.submit_orders(
        'a"b''c\d,(e){f}', array[$l$("k2\"",BRK.B,sell,1,limit,5,,"{""tag"": ""a,b""}")$l$]::paper.order_request[]
    )), 'rejected', 'in a literal too'
);

select * from finish();
rollback;
