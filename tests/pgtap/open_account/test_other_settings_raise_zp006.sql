begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01}');
create temp table before as select paper_test.state('alpha') as state;

select throws_ok($$ select paper.open_account('alpha') $$, 'ZP006', null, 'the defaults are other settings');
select throws_ok(
    $$ select paper.open_account('alpha', 1000, '{"slippage_pct": 0.02}') $$, 'ZP006', null, 'another slippage is'
);
select throws_ok(
    $$ select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01, "clock": "simulated"}') $$, 'ZP006', null,
    'a setting more is'
);
select is(
    (select detail::jsonb -> 'slippage_pct' from paper_test.error($$ select paper.open_account('alpha') $$)), '0.01',
    'the DETAIL is the settings it has'
);
select throws_ok(
    $$ select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01, "clock": "simulated", "fees": {"percent": 0.1}}') $$,
    'ZP006',
    'account ''alpha'' exists with other settings: clock wall, not simulated; fees {}, not {"percent": 0.1}',
    'the message says which differ'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
