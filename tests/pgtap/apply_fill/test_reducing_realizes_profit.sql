begin;
select plan(3);

-- 10 × (120 − 107.5)
select results_eq(
    $$ select * from paper.apply_fill(40, 107.5, 'sell', 10, 120) $$,
    $$ values (30.0, 107.5, 125.0) $$,
    'a sell keeps the average and realizes quantity × (price − average)'
);
-- 30 × (100 − 107.5)
select results_eq(
    $$ select * from paper.apply_fill(31, 107.5, 'sell', 30, 100) $$,
    $$ values (1.0, 107.5, -225.0) $$,
    'a loss is negative'
);
select results_eq(
    $$ select * from paper.apply_fill(0.5, 10, 'sell', 0.25, 12) $$,
    $$ values (0.25, 10.0, 0.5) $$,
    'fractions of a share too: 0.25 × 2'
);

select * from finish();
rollback;
