begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, null);
select is(paper_test.send('a', 'buy', 1), 'accepted', 'without an ask a buy waits');
select paper_test.quote('10:01', 99, 100, 1, 0);
select is_empty($$ select paper_test.match() $$, 'a size of 0 is no liquidity');
select paper_test.quote('10:02', 100, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 100 quote taker'],
    'a locked quote without sizes fills it'
);

select * from finish();
rollback;
