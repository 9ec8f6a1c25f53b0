begin;
select plan(10);

select throws_ok(format('select paper.open_account(''alpha'', 1000, %L)', s), 'ZP004', null, s || ' is refused')
from (
    values ('{"slippage": {"model": "some"}}'), ('{"fill_model": "dream"}'), ('{"slippage_pct": -1}'), ('{"currency": 1}'),
    ('{"account_type": "margin"}'), ('[]'), ('null'), ('{"": 1}')
) as v (s);
select is_empty($$ select from paper.accounts where account_id = 'alpha' $$, 'and no account was opened');
select is(
    (select array_agg(row(index, sqlstate)::text)
     from paper_test.problems($$ select paper.open_account('alpha', 1000, '{"x": 1}') $$)),
    '{"(1,ZP004)"}', 'the DETAIL is a JSON list'
);

select * from finish();
rollback;
