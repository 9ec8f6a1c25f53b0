begin;
select plan(2);

select paper_test.open_market('{"market_buffer": 0}', 1000);
select paper_test.quote('10:00', 99, 100, 1, 0);
select paper_test.send('a', 'buy', 1, 'stop', null, 110);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 110.0) $$, 'the stop when it is higher');
select paper_test.send('b', 'buy', 1, 'stop', null, 90);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 210.0) $$, 'the ask when that is');

select * from finish();
rollback;
