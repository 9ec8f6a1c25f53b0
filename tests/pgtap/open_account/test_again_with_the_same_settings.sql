begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01}');
select paper.deposit('alpha', 'd', 500);
create temp table before as select paper_test.state('alpha') as state;

select is(
    (paper.open_account('alpha', 9999, '{"slippage_pct": 0.010, "clock": "wall"}')).cash, 1500.0,
    'initial cash counts at the opening only, and settings are compared by what they mean'
);
select is((paper.open_account('alpha', 9999, null)).cash, 1500.0, 'null takes the account as it is');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
