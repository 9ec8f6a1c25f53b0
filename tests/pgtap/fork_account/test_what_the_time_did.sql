begin;
select plan(4);

-- An expiry, and a close that no bar shows: no datum says when.
select paper_test.open_market();
select paper_test.quote('23:50', 99, 100);
select paper_test.send('rest', 'buy', 1, 'limit', 10);
select paper_test.send('until', 'buy', 1, 'limit', 50, null, '{"time_in_force": "gtd", "expires_at": "2026-01-05T23:55:00Z"}');
select paper_test.send('at-close', 'buy', 1, 'market', null, null, '{"time_in_force": "cls"}');
select paper.set_clock('alpha', paper_test.at('2026-01-06 08:00+00'));
select paper.deposit('alpha', 'd', 1);
select results_eq(
    $$ select * from paper_test.story() $$,
    $$ values ('rest accepted'), ('until accepted'), ('at-close accepted'), ('until expired due'),
              ('at-close fill 1 at 100 close taker'), ('d deposit') $$,
    'what happened'
);
select paper.fork_account('alpha', 'five', 5);
select is(
    (select array_agg(idempotency_key order by seq) from paper.open_orders where account_id = 'five'),
    '{rest,at-close}', 'to the row of the expiry'
);
select is((paper.fork_account('alpha', 'six', 6)).cash, 99900.0, 'to that of the close');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
