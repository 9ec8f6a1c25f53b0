begin;
select plan(3);

select paper.open_account('alpha', 1000);
select paper.update_settings('alpha', 's1', '{"slippage_pct": 0.02}');
create temp table before as select paper_test.state('alpha') as state;

select lives_ok(
    $$ select paper.update_settings('alpha', 's1', '{"slippage_pct": 0.020}') $$, 'the same key and settings again'
);
select throws_ok(
    $$ select paper.update_settings('alpha', 's1', '{"slippage_pct": 0.03}') $$, 'ZP002', null, 'other settings'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
