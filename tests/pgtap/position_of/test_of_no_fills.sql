begin;
select plan(1);

select results_eq(
    $$ select (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (select paper.position_of('buy', 1, 1) as p where false) as a $$,
    $$ values (0.0, 0.0, 0.0) $$,
    'no fills are a flat position'
);

select * from finish();
rollback;
