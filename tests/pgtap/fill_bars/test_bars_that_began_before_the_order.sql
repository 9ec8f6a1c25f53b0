begin;
select plan(3);

select paper_test.open_market();
select paper.set_clock('alpha', paper_test.at('10:00:30'));
select paper_test.send('a', 'buy', 1);
select paper_test.bar('10:00', '10:01', 100, 101, 99, 100);
select is_empty($$ select paper_test.match() $$, 'a bar under way does not fill');
select paper_test.bar('10:01', '10:02', 102, 103, 101, 102);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 102 open taker'], 'the next does');
select is((select market_at from paper.fills), paper_test.at('10:01'), 'at the time it starts');

select * from finish();
rollback;
