begin;
select plan(4);

select paper.open_account('wall');
select paper.open_account('simulated', 1000, '{"clock": "simulated"}');
select ok(
    opened_at between now() and clock and clock <= clock_timestamp(), 'a wall clock shows the time of the server'
) from paper.accounts where account_id = 'wall';
select ok(clock < '1950-01-01', 'a simulated clock begins before any market data')
from paper.accounts where account_id = 'simulated';
select is(at, clock, account_id || ': the clock is the time of the newest row')
from paper.accounts inner join paper.journal using (account_id) order by account_id;

select * from finish();
rollback;
