begin;
select plan(1);

select results_eq(
    $$ select f.ticker, (paper.position_of(f.side::paper.order_side, f.quantity, f.price order by f.seq)).quantity
       from (values (1, 'A', 'buy', 10, 1), (2, 'B', 'buy', 7, 1), (3, 'A', 'sell', 4, 1))
           as f (seq, ticker, side, quantity, price)
       group by f.ticker order by f.ticker $$,
    $$ values ('A', 6.0), ('B', 7.0) $$,
    'one position for each group'
);

select * from finish();
rollback;
