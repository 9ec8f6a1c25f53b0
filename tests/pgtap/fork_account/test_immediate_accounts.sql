begin;
select plan(6);

select paper.open_account('alpha', 1000);
select paper.submit_order('alpha', 'a', 'AAPL', 'buy', 5, 'limit', 10);
select paper.submit_order('alpha', 'b', 'AAPL', 'sell', 2, 'limit', 13);
select paper.update_settings('alpha', 'u', '{"slippage_pct": 0.5}');
select paper.reset_account('alpha', 'r', 500);
select paper.submit_order('alpha', 'c', 'IBM', 'buy', 1, 'limit', 100);
select paper.submit_order('alpha', 'd', 'IBM', 'buy', 100, 'limit', 100);
select paper.close_account('alpha', 'z');

select paper.fork_account('alpha', 'f' || s.seq, s.seq) from generate_series(1, 8) as s (seq);
select results_eq(
    $$ select f.seq, f.cash, f.settings ->> 'slippage_pct', f.epoch_seq, f.status,
           (select string_agg(ticker || trim_scale(quantity) || '/' || trim_scale(realized_pnl), ' ' order by ticker)
            from paper.positions where account_id = f.account_id) collate "C"
       from paper.accounts as f
       where f.account_id <> 'alpha'
       order by f.seq $$,
    $$ values
       (1::bigint, 1000.0, '0.001', 1::bigint, 'open', null::text collate "C"),
       (2, 950, '0.001', 1, 'open', 'AAPL5/0'),
       (3, 976, '0.001', 1, 'open', 'AAPL3/6'),
       (4, 976, '0.5', 1, 'open', 'AAPL3/6'),
       (5, 500, '0.5', 5, 'open', null),
       (6, 400, '0.5', 5, 'open', 'IBM1/0'),
       (7, 400, '0.5', 5, 'open', 'IBM1/0'),
       (8, 400, '0.5', 5, 'closed', 'IBM1/0') $$,
    'at every row: cash, settings, epoch and positions of then'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');
select is(
    (select fill_price from paper.submit_order('f3', 'b', 'AAPL', 'sell', 2, 'limit', 13)), 13.0,
    'a key of before returns what is stored'
);
select throws_ok(
    $$ select * from paper.submit_order('f3', 'b', 'AAPL', 'sell', 3, 'limit', 13) $$, 'ZP002', null, 'for that request'
);
select is(
    (select status::text from paper.submit_order('f3', 'd', 'AAPL', 'sell', 3, 'limit', 20)), 'filled', 'one of after is new'
);
select is(
    (select count(*) from paper.journal where account_id = 'alpha'), 8::bigint, 'the source is as it was'
);

select * from finish();
rollback;
