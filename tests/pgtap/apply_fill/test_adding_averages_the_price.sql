begin;
select plan(3);

select results_eq(
    $$ select * from paper.apply_fill(0, 0, 'buy', 10, 100) $$,
    $$ values (10.0, 100.0, 0.0) $$,
    'the first buy sets the average price'
);
-- (10 × 100 + 30 × 110) / 40 = 4300 / 40
select results_eq(
    $$ select * from paper.apply_fill(10, 100, 'buy', 30, 110) $$,
    $$ values (40.0, 107.5, 0.0) $$,
    'a further buy averages it'
);
-- (0.5 × 10 + 1.5 × 20) / 2 = 35 / 2
select results_eq(
    $$ select * from paper.apply_fill(0.5, 10, 'buy', 1.5, 20) $$,
    $$ values (2.0, 17.5, 0.0) $$,
    'fractions weigh what they are'
);

select * from finish();
rollback;
