begin;
select plan(26);

select paper_test.role('alice', 'paper_trader');
set local session authorization alice;
select paper.open_account('alpha', 1000);
select throws_ok(q, '42501', null, q)
from (
    values
    ('select * from paper_internal.accounts'), ('select * from paper_internal.journal'),
    ('insert into paper_internal.accounts default values'), ('delete from paper_internal.journal'),
    ('select paper_internal.actor()'), ('select paper_internal.enter_account(''alpha'')'),
    ('select paper_internal.advance(null, null, null)'), ('select * from paper.trim_tape()'),
    ('select paper_internal.feed(null, null, null, false)'), ('delete from paper_internal.tape'),
    ('update paper.accounts set seq = 0'), ('create table paper.t ()'),
    ('create function paper.f() returns integer language sql return 1'), ('create view paper.v as select 1'),
    ('create table paper_internal.t ()'), ('drop function paper.check'), ('set role paper_owner'), ('set role paper_reader')
) as v (q);
select throws_ok(q, null::char(5), null, q || ': views can only be read')
from (
    values
    ('delete from paper.journal'), ('insert into paper.journal (seq) values (1)'),
    ('update paper.orders set idempotency_key = ''x'''), ('truncate paper.accounts'), ('delete from paper.accounts'),
    ('update paper.positions set quantity = 1'), ('delete from paper.open_orders'), ('delete from paper.fills')
) as v (q);

select * from finish();
rollback;
