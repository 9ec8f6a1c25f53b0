begin;
select plan(6);

select paper.open_account('wall', 1000);
select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
create temp table before as select paper_test.state('alpha') as state;

select throws_ok($$ select paper.set_clock('wall', now() + interval '1 day') $$, 'ZP004', null, 'the wall clock');
select throws_ok($$ select paper.set_clock('alpha', null) $$, 'ZP004', null, 'no time');
select throws_ok($$ select paper.set_clock('alpha', 'infinity') $$, 'ZP004', null, 'infinity');
select throws_ok($$ select paper.set_clock('alpha', '-infinity') $$, 'ZP004', null, '-infinity');
select throws_ok($$ select paper.set_clock('nobody', now()) $$, 'ZP001', null, 'an unknown account');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
