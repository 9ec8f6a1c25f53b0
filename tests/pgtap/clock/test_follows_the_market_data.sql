begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, p_ticker => 'ELSEWHERE');
select is(paper.clock('alpha'), paper_test.at('10:00'), 'the newest time fed, of any ticker');
select is(paper.set_clock('alpha', paper_test.at('09:30')), paper_test.at('10:00'), 'it never goes back');
select paper_test.send('a', 'buy', 1, 'limit', 10);
select is((select submitted_at from paper.orders), paper_test.at('10:00'), 'orders are sent at it');
select paper_test.bar('10:00', '10:05', 1, 1, 1, 1, p_ticker => 'MSFT');
select is(paper.clock('alpha'), paper_test.at('10:05'), 'a bar counts with its end');

select * from finish();
rollback;
