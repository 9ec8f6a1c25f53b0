begin;
select plan(1);

select is(
    paper_internal.default_settings(),
    '{"fill_model": "immediate", "clock": "wall", "account_type": "cash", "currency": "USD",
      "default_price": 100, "slippage_pct": 0.001}',
    'the defaults of the contract for fill model immediate'
);

select * from finish();
rollback;
