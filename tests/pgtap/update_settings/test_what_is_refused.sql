begin;
select plan(12);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(format('select paper.update_settings(''alpha'', ''s'', %L)', s), 'ZP004', null, what)
from (
    values
    (null, 'null'), ('[]', 'an array'), ('{"x": 1}', 'an unknown setting'), ('{"slippage_pct": 1}', 'a slippage of all'),
    ('{"default_price": 0}', 'a price of nothing'), ('{"clock": "simulated"}', 'the clock is fixed at the opening'),
    ('{"currency": "EUR"}', 'so is the currency')
) as v (s, what);
select throws_ok($$ select paper.update_settings('alpha', '', '{}') $$, 'ZP004', null, 'an empty key');
select throws_ok($$ select paper.update_settings('alpha', null, '{}') $$, 'ZP004', null, 'no key');
select throws_ok($$ select paper.update_settings('nobody', 's', '{}') $$, 'ZP001', null, 'an unknown account');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select paper.close_account('alpha', 'c');
select throws_ok(
    $$ select paper.update_settings('alpha', 's', '{"slippage_pct": 0}') $$, 'ZP005', null, 'a closed one'
);

select * from finish();
rollback;
