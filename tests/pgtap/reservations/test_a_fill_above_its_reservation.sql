begin;
select plan(4);

select paper_test.open_market('{"market_buffer": 0}', 1000);
select paper_test.bar('09:30', '09:31', 100, 100, 100, 100);
select paper_test.send('a', 'buy', 6);
select paper_test.send('b', 'buy', 4, 'limit', 50);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 800.0) $$, '600 and 200');
select paper_test.bar('09:31', '09:32', 133, 133, 133, 133);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 6 at 133 open taker'],
    'may spend its own and what nothing has claimed'
);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (202.0, 200.0) $$, 'the claim of the other stays');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
