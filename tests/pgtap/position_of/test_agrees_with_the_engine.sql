begin;
select plan(4);

select paper.open_account('alpha', 100000);
-- 400 orders out of the digits of md5, the same everywhere; some are rejected.
select paper.submit_orders('alpha', array(
    select paper_test.request(
        p_idempotency_key => 'k' || n,
        p_ticker => (array['A', 'B', 'C'])[1 + d.a % 3],
        p_side => case when d.b % 5 < 3 then 'buy' else 'sell' end,
        p_quantity => (1 + d.c) / 8.0,
        p_limit_price => (1 + d.d) / 16.0
    )
    from generate_series(1, 400) as n
    cross join lateral (
        select
            get_byte(h, 0) as a, get_byte(h, 1) as b,
            get_byte(h, 2) * 256 + get_byte(h, 3) as c, get_byte(h, 4) as d
        from decode(md5(n::text), 'hex') as h
    ) as d
    order by n
));

select ok(count(*) > 100, 'many orders were filled') from paper.fills where account_id = 'alpha';
select isnt_empty(
    $$ select from paper.orders where account_id = 'alpha' and status = 'rejected' $$,
    'and some rejected'
);
select results_eq(
    $$ select ticker, quantity, avg_entry_price, realized_pnl
       from paper.positions where account_id = 'alpha' order by ticker $$,
    $$ select ticker, (p).quantity, (p).avg_entry_price, (p).realized_pnl
       from (
           select ticker, paper.position_of(side, quantity, price order by seq) as p
           from paper.fills where account_id = 'alpha' group by ticker
       ) as f order by ticker $$,
    'folding the fills gives the positions'
);
select is(
    (select cash from paper.accounts where account_id = 'alpha'),
    100000 + (
        select sum(case side when 'buy' then -quantity * price else quantity * price end)
        from paper.fills where account_id = 'alpha'
    ),
    'and summing them the cash'
);

select * from finish();
rollback;
