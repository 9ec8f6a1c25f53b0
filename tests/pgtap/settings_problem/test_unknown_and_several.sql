begin;
select plan(4);

select is(
    paper_internal.settings_problem('{"leverage": 2}'), 'unknown setting ''leverage''',
    'a setting of later work is unknown'
);
select is(
    paper_internal.settings_problem('{"Slippage_pct": 0}'), 'unknown setting ''Slippage_pct''',
    'names are case-sensitive'
);
select is(
    paper_internal.settings_problem('{"clock": "wall", "currency": "EUR", "slippage_pct": 2}'),
    'slippage_pct must be a number of at least 0, below 1, with at most 12 decimals',
    'a bad one is found among good ones'
);
select isnt(
    paper_internal.settings_problem('{"clock": "x", "currency": "x", "slippage_pct": 2, "x": 1}'), null,
    'several bad ones are one problem'
);

select * from finish();
rollback;
