begin;
select plan(2);

select paper_test.open_market('{"market_buffer": 0}', 1000);
select paper_test.bar('09:30', '09:31', 100, 100, 100, 100);
select paper_test.send('a', 'buy', 6);
select paper_test.send('b', 'buy', 4, 'limit', 50);
select paper_test.bar('09:31', '09:32', 133.4, 133.4, 133.4, 133.4);
select results_eq($$ select paper_test.match() $$, array['a cancelled request insufficient_cash'], 'is cancelled');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 200.0) $$, 'and reserves nothing more');

select * from finish();
rollback;
