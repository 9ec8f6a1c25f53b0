begin;
select plan(7);

-- No order is open while quotes come in between; what was taken of the one that is still displayed stays taken.
create function pg_temp.filled(p_key text, p_side paper.order_side, p_quantity numeric) returns numeric language sql
return (
    select o.fill_quantity
    from paper.submit_order(
        'alpha', p_key, 'AAPL', p_side, p_quantity, p_options => '{"time_in_force": "ioc"}'
    ) as o
);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 5, 5);
select is(pg_temp.filled('a', 'buy', 3), 3::numeric, 'a part of what is displayed');
select paper_test.quote('10:01', 99, 100, 5, 5);
select paper_test.quote('10:02', 98, 100, 5, 5);
select is(pg_temp.filled('b', 'buy', 9), 2::numeric, 'the same offer, repeated beside another bid: the rest of it');
select paper_test.quote('10:03', 98, 100, 5, 6);
select is(pg_temp.filled('c', 'buy', 9), 1::numeric, 'what it grew by');

select is(pg_temp.filled('d', 'sell', 4), 4::numeric, 'a part of the bid');
select paper_test.quote('10:04', 98, 101, 5, 5);
select is(pg_temp.filled('e', 'sell', 2), 1::numeric, 'the same bid, beside another offer: the rest of it');
select is(pg_temp.filled('f', 'buy', 9), 5::numeric, 'of the other offer, all');

select paper_test.quote('10:05', 98, 102, 5, 5);
select paper_test.quote('10:06', 98, 101, 5, 5);
select is(pg_temp.filled('g', 'buy', 9), 5::numeric, 'when an offer is back, it is a new one');

select * from finish();
rollback;
