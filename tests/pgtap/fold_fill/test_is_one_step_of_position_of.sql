begin;
select plan(1);

-- 10 × (120 − 107.5) = 125 beside the 7 there were
select results_eq(
    $$ select * from paper_internal.fold_fill(row(40, 107.5, 7)::paper.position_state, 'sell', 10, 120) $$,
    $$ values (30.0, 107.5, 132.0) $$,
    'the position of apply_fill, and the sum of what was realized'
);

select * from finish();
rollback;
