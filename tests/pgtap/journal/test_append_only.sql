begin;
select plan(19);

select paper.open_account('alpha', 1000);
create temp table changes (statement) as values
('update paper_internal.journal set cash_after = 0'), ('update paper_internal.journal set cash_after = 0 where false'),
('delete from paper_internal.journal'), ('delete from paper_internal.journal where false'), ('truncate paper_internal.journal'),
('truncate paper_internal.accounts, paper_internal.account_grants, paper_internal.journal'),
($$ insert into paper_internal.journal (account_id, seq, at, event_type, cash_after) values ('alpha', 1, now(), 'deposit', 1)
    on conflict (account_id, seq) do update set cash_after = 0 $$);
grant select on changes to public;

select throws_ok(statement, '23001', null, 'a superuser: ' || statement) from changes;
select results_eq(
    $$ select code, message, hint from paper_test.error('delete from paper_internal.journal') $$,
    $$ values ('23001', 'paper_internal.journal is append-only: delete is refused',
               'what happened stays; a later row of the journal corrects it') $$,
    'the error says what and why'
);

set local role paper_owner;
select throws_ok(statement, '42501', null, 'the engine''s own role: ' || statement) from changes;
select lives_ok(
    $$ insert into paper_internal.journal (account_id, seq, at, event_type, cash_after) values ('alpha', 2, now(), 'interest', 1) $$,
    'which may append'
);
reset role;

select is(
    (select array_agg(t.tgname order by t.tgname) from pg_trigger as t where t.tgrelid = 'paper_internal.journal'::regclass),
    '{append_only}', 'no other trigger'
);
select is(
    (select t.tgtype::integer from pg_trigger as t where t.tgrelid = 'paper_internal.journal'::regclass) & 5, 0,
    'which inserts and rows do not reach'
);
select is((select count(*) from paper.journal), 2::bigint, 'nothing was lost');

select * from finish();
rollback;
