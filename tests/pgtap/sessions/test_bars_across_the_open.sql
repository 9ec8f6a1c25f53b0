begin;
select plan(2);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 18:00', '2026-01-07 14:30 21:00');
select paper_test.send('a', 'buy', 1);
select paper_test.bar('13:00', '14:00', 90, 91, 89, 90);
select is_empty($$ select paper_test.match() $$, 'a bar out of session fills nothing');
select paper_test.bar('14:30', '15:30', 100, 101, 99, 100);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 100 open taker'], 'one in session does');

select * from finish();
rollback;
