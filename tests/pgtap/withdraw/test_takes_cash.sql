begin;
select plan(3);

select paper.open_account('alpha', 1000);
select results_eq(
    $$ select cash, seq from paper.withdraw('alpha', 'w1', 999.999999999999) $$,
    $$ values (0.000000000001, 2::bigint) $$,
    'to the last decimal'
);
select is((paper.withdraw('alpha', 'w2', 0.000000000001)).cash, 0.0, 'all of it');
select results_eq(
    $$ select event_type, idempotency_key, amount, cash_after from paper.journal
       where account_id = 'alpha' and seq > 1 order by seq $$,
    $$ values
       ('withdrawal'::paper.event_type, 'w1' collate "C", -999.999999999999, 0.000000000001),
       ('withdrawal', 'w2', -0.000000000001, 0.0) $$,
    'a journal row each, with a negative amount'
);

select * from finish();
rollback;
