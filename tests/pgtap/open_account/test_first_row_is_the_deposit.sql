begin;
select plan(1);

select paper.open_account('alpha', 5000.25);
select results_eq(
    $$ select seq, event_type, amount, cash_after, order_seq, ticker, idempotency_key
       from paper.journal where account_id = 'alpha' $$,
    $$ values (1::bigint, 'deposit'::paper.event_type, 5000.25, 5000.25, null::bigint, null::text, null::text) $$,
    'the journal begins with the opening deposit, seq 1'
);

select * from finish();
rollback;
