begin;
select plan(1);

select paper.open_account('alpha', 1000);
select paper.update_settings('alpha', 's1', '{"slippage_pct": 0.02}');
select results_eq(
    $$ select seq, event_type, idempotency_key, cash_after, order_seq, amount from paper.journal
       where account_id = 'alpha' and seq > 1 $$,
    $$ values (2::bigint, 'correction'::paper.event_type, 's1' collate "C", 1000.0, null::bigint, null::numeric) $$,
    'one row, which moves no money'
);

select * from finish();
rollback;
