begin;
select plan(3);

select paper_test.open_market('{"fees": {"per_order": 1, "percent": 0.01}}', 1000);
select paper_test.send('l', 'buy', 2, 'limit', 100);
-- 200 + 1 + 2
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 203.0) $$, 'the cost and the fees of it');
select paper_test.quote('10:00', 99, 100, 1, 1);
select paper.match_account('alpha');
-- 100 + 1 + 1 were paid; 100 + 1 are to come
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (898.0, 101.0) $$, 'what is left of both');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
