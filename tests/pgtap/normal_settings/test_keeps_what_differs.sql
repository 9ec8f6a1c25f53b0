begin;
select plan(4);

select is(paper_internal.normal_settings('{}'), '{}', 'nothing differs');
select is(
    paper_internal.normal_settings(paper_internal.default_settings()), '{}', 'the defaults do not differ'
);
select is(
    paper_internal.normal_settings('{"slippage_pct": 0.0010, "default_price": 1e2, "clock": "wall"}'), '{}',
    'numbers are compared by value'
);
select is(
    paper_internal.normal_settings('{"slippage_pct": 0, "clock": "simulated", "currency": "USD"}'),
    '{"slippage_pct": 0, "clock": "simulated"}',
    'what differs stays'
);

select * from finish();
rollback;
