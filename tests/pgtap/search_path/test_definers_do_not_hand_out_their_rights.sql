begin;
select plan(4);

select paper_test.role('alice', 'paper_trader');
set local session authorization alice;
select paper.open_account('alpha', 1000);
select is(current_user::text, 'alice', 'after a call the caller is who it was');
select throws_ok('select * from paper_internal.journal', '42501', null, 'with the rights it had');
select is(current_setting('search_path'), 'tap, public', 'and the search_path it had');
select is(current_setting('enable_seqscan'), 'on', 'and the planner settings it had');

select * from finish();
rollback;
