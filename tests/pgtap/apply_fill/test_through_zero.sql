begin;
select plan(2);

select results_eq(
    $$ select * from paper.apply_fill(10, 100, 'sell', 15, 110) $$,
    $$ values (-5.0, 110.0, 100.0) $$,
    'a sell of more than is held realizes what was held and opens a short at its price'
);
select results_eq(
    $$ select * from paper.apply_fill(-10, 100, 'buy', 15, 90) $$,
    $$ values (5.0, 90.0, 100.0) $$,
    'a buy of more than is short mirrors it'
);

select * from finish();
rollback;
