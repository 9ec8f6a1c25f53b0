begin;
select plan(3);

-- 30 × (110 − 107.5)
select results_eq(
    $$ select * from paper.apply_fill(30, 107.5, 'sell', 30, 110) $$,
    $$ values (0.0, 0.0, 75.0) $$,
    'selling all leaves nothing, at no price'
);
select results_eq(
    $$ select * from paper.apply_fill(-15, 23, 'buy', 15, 25) $$,
    $$ values (0.0, 0.0, -30.0) $$,
    'so does covering a short: 15 × (23 − 25)'
);
select results_eq(
    $$ select * from paper.apply_fill(0, 55, 'buy', 2, 10) $$,
    $$ values (2.0, 10.0, 0.0) $$,
    'the next buy begins anew, whatever the average was'
);

select * from finish();
rollback;
