begin;
select plan(1);

select paper_test.open_market();
select paper_test.send('z', 'buy', 1, 'limit', 10, p_ticker => 'Z');
select paper_test.send('a', 'buy', 1, 'limit', 10, p_ticker => 'A');
select paper_test.send('b', 'buy', 1, 'limit', 9, p_ticker => 'A');
select paper_test.quote('10:00', 9, 10, p_ticker => 'Z');
select paper_test.quote('10:00', 9, 10, p_ticker => 'A');
select paper_test.quote('09:59', 8, 9, p_ticker => 'M');
select paper_test.quote('10:01', 8, 9, p_ticker => 'A');
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 10 gap maker', 'z fill 1 at 10 gap maker', 'b fill 1 at 9 limit maker'],
    'by time, then ticker, then position on the tape'
);

select * from finish();
rollback;
