begin;
select plan(3);

select paper.open_account('alpha', 1000);
select paper.open_account('beta', 1000);
select paper.deposit('alpha', 'k', 1);
select throws_ok(
    $$ insert into paper_internal.journal (account_id, seq, at, event_type, idempotency_key, cash_after)
       values ('alpha', 9, now(), 'deposit', 'k', 1) $$, '23505', null, 'a key is there once'
);
select lives_ok(
    $$ insert into paper_internal.journal (account_id, seq, at, event_type, idempotency_key, cash_after)
       values ('beta', 9, now(), 'deposit', 'k', 1) $$, 'in each account'
);
select throws_ok(
    $$ insert into paper_internal.journal (account_id, seq, at, event_type, cash_after)
       values ('alpha', 2, now(), 'deposit', 1) $$, '23505', null, 'so is a seq'
);

select * from finish();
rollback;
