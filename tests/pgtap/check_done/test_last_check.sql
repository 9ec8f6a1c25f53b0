begin;
select plan(9);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
select is((select checked_at from paper.status), null, 'never checked');
select throws_ok(format('select paper.check_done(%s, %s)', a, v), 'ZP004', null, format('%s of %s', v, a))
from (values ('null', '0'), ('1', 'null'), ('-1', '0'), ('1', '-1')) as w (a, v);
select paper.check_done(7, 0);
select paper.check_done(8, 2);
select results_eq(
    'select checked_accounts, check_violations, checked_by from paper.status',
    $$ select 8::bigint, 2::bigint, session_user::text $$, 'the newest of the role'
);
select is((select checked_at > now() - interval '1 minute' from paper.status), true, 'with its time');
set local session authorization alice;
select is((select checked_at from paper.status), null, 'a trader does not see those of other roles');
set local session authorization ann;
select isnt((select checked_at from paper.status), null, 'an analyst does');

select * from finish();
rollback;
