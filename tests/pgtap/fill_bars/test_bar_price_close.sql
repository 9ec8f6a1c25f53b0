begin;
select plan(3);

select paper_test.open_market('{"bar_price": "close", "slippage": {"model": "fixed_bps", "bps": 20}}');
select paper_test.send('m', 'buy', 1);
select paper_test.send('l', 'buy', 1, 'limit', 100);
select paper_test.send('s', 'buy', 1, 'stop', null, 105);
select paper_test.bar('10:00', '10:01', 101, 106, 98, 99.9);
-- 99.9 × 1.002 = 100.0998 is beyond the limit; the high of 106 elects nothing
select results_eq(
    $$ select paper_test.match() $$, array['m fill 1 at 100.0998 close taker'],
    'the close fills, elects and is what the limit is tested against, slippage included'
);
select paper_test.bar('10:01', '10:02', 100, 101, 98, 99.5);
select results_eq(
    $$ select paper_test.match() $$, array['l fill 1 at 99.699 close taker'],
    'a close that the slipped limit allows'
);
select paper_test.bar('10:02', '10:03', 100, 107, 100, 106);
select results_eq(
    $$ select paper_test.match() $$, array['s fill 1 at 106.212 close taker'],
    'a close beyond the stop'
);

select * from finish();
rollback;
