begin;
select plan(4);

select paper.open_account('wall', 1000);
select paper.open_account('simulated', 1000, '{"clock": "simulated"}');
select ok(paper.clock('wall') between now() and clock_timestamp(), 'the wall clock is the time of the server');
select paper.set_clock('simulated', '2001-02-03 04:05:06+00');
select is(paper.clock('simulated'), '2001-02-03 04:05:06+00', 'a simulated one is what was set');
select throws_ok($$ select paper.clock('nobody') $$, 'ZP001', null, 'of an unknown account there is none');
select throws_ok($$ select paper.clock(null) $$, 'ZP001', null, 'nor of no account');

select * from finish();
rollback;
