begin;
select plan(6);

select paper_test.open_market(p_cash => 1000);
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 5, 'limit', 90, p_options => '{"oco_group": "g"}');
select paper_test.send('b', 'buy', 5, 'stop_limit', 120, 110, p_options => '{"oco_group": "g"}');
select paper_test.send('c', 'buy', 1, 'limit', 80, p_options => '{"oco_group": "h"}');
-- 5 × 120, and 1 × 80
select is((select reserved from paper.accounts), 680.0, 'a group reserves its largest leg once');
select paper_test.quote('10:01', 110, 111, 2, 2);
select results_eq(
    $$ select paper_test.match() $$, array['b partial_fill 2 at 111 quote taker'],
    'one begins to fill'
);
-- 3 × 120 and 80
select is((select reserved from paper.accounts), 440.0, 'the rest stays reserved');
select paper_test.quote('10:02', 89, 90, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 3 at 90 limit maker', 'b cancelled oco'],
    'the other fills the rest'
);
select is((select reserved from paper.accounts), 80.0, 'the other group still reserves');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
