begin;
select plan(2);

-- 10 @ 100 and 30 @ 110: 107.5; 10 sold at 120: +125; 30 sold at 100: −225
select results_eq(
    $$ select (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (
           select paper.position_of(f.side::paper.order_side, f.quantity, f.price order by f.seq) as p
           from (values (3, 'sell', 10, 120), (1, 'buy', 10, 100), (4, 'sell', 20, 100), (2, 'buy', 30, 110))
               as f (seq, side, quantity, price)
       ) as a $$,
    $$ values (10.0, 107.5, -25.0) $$,
    'position, average and the sum of what was realized: 125 − 20 × 7.5'
);
select results_eq(
    $$ select (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (
           select paper.position_of(f.side::paper.order_side, f.quantity, f.price order by f.seq desc) as p
           from (values (1, 'buy', 10, 100), (2, 'sell', 10, 120)) as f (seq, side, quantity, price)
       ) as a $$,
    $$ values (0.0, 0.0, 200.0) $$,
    'the order of the fills counts: here a short of 10 at 120 is covered at 100'
);

select * from finish();
rollback;
