begin;
select plan(5);

select results_eq(
    $$ select * from paper.apply_fill(0, 0, 'sell', 5, 20) $$,
    $$ values (-5.0, 20.0, 0.0) $$,
    'a sell from flat opens a short'
);
-- (5 × 20 + 15 × 24) / 20 = 460 / 20
select results_eq(
    $$ select * from paper.apply_fill(-5, 20, 'sell', 15, 24) $$,
    $$ values (-20.0, 23.0, 0.0) $$,
    'a further sell averages'
);
-- (0.5 × 20 + 0.5 × 30) / 1
select results_eq(
    $$ select * from paper.apply_fill(-0.5, 20, 'sell', 0.5, 30) $$,
    $$ values (-1.0, 25.0, 0.0) $$,
    'and realizes nothing, fractions neither'
);
select results_eq(
    $$ select * from paper.apply_fill(-20, 23, 'buy', 5, 20) $$,
    $$ values (-15.0, 23.0, 15.0) $$,
    'a buy covers, and earns when the price fell: 5 × (23 − 20)'
);
select results_eq(
    $$ select * from paper.apply_fill(-0.5, 20, 'buy', 0.25, 10) $$,
    $$ values (-0.25, 20.0, 2.5) $$,
    'fractions too: 0.25 × (20 − 10)'
);

select * from finish();
rollback;
