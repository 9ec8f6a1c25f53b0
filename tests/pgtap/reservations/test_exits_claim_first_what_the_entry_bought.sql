begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "oto", "take_profit": {"limit_price": 110}}');
select paper_test.quote('10:00', 99, 100);
select is(paper_test.send('s', 'sell', 1), 'rejected', 'the shares are claimed before a request of the same call');
select is((select reserved from paper.positions), 5.0, 'by the exit');

select * from finish();
rollback;
