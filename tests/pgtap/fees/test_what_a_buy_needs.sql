begin;
select plan(3);

select paper_test.open_market('{"fees": {"percent": 0.1}}', 110);
select paper_test.quote('10:00', 99, 100);
select is(paper_test.send('a', 'buy', 1.000000000001), 'rejected', 'its fees are part of the price');
select is(paper_test.send('b', 'buy', 1), 'filled', 'all there is');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (0.0, 0.0) $$, 'is spent');

select * from finish();
rollback;
