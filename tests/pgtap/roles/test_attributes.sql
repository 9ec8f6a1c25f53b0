begin;
select plan(5);

select results_eq(
    $$ select rolname::text, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles
       where rolname in ('paper_owner', 'paper_reader', 'paper_trader', 'paper_analyst') order by rolname $$,
    $$ values
       ('paper_analyst' collate "C", false, false, false, false, false), ('paper_owner', false, false, false, false, false),
       ('paper_reader', false, false, false, false, false), ('paper_trader', false, false, false, false, false) $$,
    'nobody logs in as a group or an owner, none has powers of its own'
);
select is(pg_has_role('paper_trader', 'paper_owner', 'member'), false, 'a trader is no owner');
select is(pg_has_role('paper_analyst', 'paper_owner', 'member'), false, 'nor is an analyst');
select is(pg_has_role('paper_reader', 'paper_owner', 'member'), false, 'nor the reader');
select is(pg_has_role('paper_trader', 'paper_analyst', 'member'), false, 'a trader is no analyst');

select * from finish();
rollback;
