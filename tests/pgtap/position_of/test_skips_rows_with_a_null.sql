begin;
select plan(2);

-- 10 @ 5 and 10 @ 7
select results_eq(
    $$ select (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (
           select paper.position_of(f.side::paper.order_side, f.quantity, f.price order by f.seq) as p
           from (
               values
               (1, 'buy', 10, 5), (2, null, 10, 5), (3, 'buy', null, 5), (4, 'buy', 10, null), (5, 'buy', 10, 7)
           ) as f (seq, side, quantity, price)
       ) as a $$,
    $$ values (20.0, 6.0, 0.0) $$,
    'a row with a null is no fill'
);
select results_eq(
    $$ select (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (
           select paper.position_of(f.side, f.quantity, f.price) as p
           from (values ('rejected')) as o (idempotency_key)
           left join paper.fills as f on false
       ) as a $$,
    $$ values (0.0, 0.0, 0.0) $$,
    'an outer join that found no fills is a flat position'
);

select * from finish();
rollback;
