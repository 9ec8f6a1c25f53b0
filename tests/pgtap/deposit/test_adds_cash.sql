begin;
select plan(3);

select paper.open_account('alpha', 1000);
select results_eq(
    $$ select cash, buying_power, seq from paper.deposit('alpha', 'd1', 0.000000000001) $$,
    $$ values (1000.000000000001, 1000.000000000001, 2::bigint) $$,
    'to the last decimal'
);
select is((paper.deposit('alpha', 'd2', 2.5)).cash, 1002.500000000001, 'a second one adds to it');
select results_eq(
    $$ select seq, event_type, idempotency_key, amount, cash_after from paper.journal
       where account_id = 'alpha' and seq > 1 order by seq $$,
    $$ values
       (2::bigint, 'deposit'::paper.event_type, 'd1' collate "C", 0.000000000001, 1000.000000000001),
       (3, 'deposit', 'd2', 2.5, 1002.500000000001) $$,
    'a journal row each'
);

select * from finish();
rollback;
