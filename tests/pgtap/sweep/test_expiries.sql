begin;
select plan(5);

select paper_test.plant_account('wall');
insert into paper_internal.accounts (account_id, prefix, owner, settings, cash, seq, clock, opened_at)
values ('simulated', '0123456789ab8cdf', session_user, '{"clock": "simulated"}', 1, 1, '2026-03-01', '2026-03-01');
select paper.feed_quotes(array[row('Z', '2026-03-02', 1, 2, 1, 1, null)]::paper.quote[]);
select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;
create function pg_temp.due(p_account text, p_at timestamptz) returns text[] language plpgsql as $$
begin
    delete from paper_internal.working;
    insert into paper_internal.working (account_id, seq, ticker, expires_at) values (p_account, 2, 'A', p_at);
    return (select s.account_ids from paper.sweep() as s);
end
$$;
select is(pg_temp.due('wall', now()), '{wall}'::text[], 'due on the wall clock');
select is(pg_temp.due('wall', now() + interval '1 hour'), '{}'::text[], 'not due');
select is(pg_temp.due('simulated', '2026-03-02'), '{simulated}'::text[], 'due at the newest time fed');
select is(pg_temp.due('simulated', '2026-03-02 00:00:01'), '{}'::text[], 'not due, whatever the wall clock says');
update paper_internal.accounts set clock = '2026-03-03' where account_id = 'simulated';
select is(pg_temp.due('simulated', '2026-03-03'), '{simulated}'::text[], 'due by its own clock');

select * from finish();
rollback;
