begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 1);
select paper_test.send('a', 'buy', 6);
select paper_test.quote('09:02', 99, 101, 10, 2);
select paper.match_account('alpha');
select paper_test.quote('09:03', 99, 102, 10, 4);
select paper_test.send('b', 'buy', 1);

create temp table expected as
select * from (values (2::bigint, 1::bigint, 1.0, 100.0), (2, 2, 2, 101), (2, 3, 3, 102), (6, 1, 1, 102)) as v (order_seq, fill_no, quantity, price);
select results_eq(
    $$ select order_seq, fill_no, quantity, price from paper_internal.numbered_fills('alpha') order by 1, 2 $$,
    'table expected', 'from 1, in each order'
);

-- Stored the other way round.
select paper_test.allow_tampering();
create temp table kept as select j.* from paper_internal.journal as j where j.seq > 2;
delete from paper_internal.journal where seq > 2;
insert into paper_internal.journal select k.* from kept as k order by k.seq desc;
select results_eq(
    $$ select order_seq, fill_no, quantity, price from paper_internal.numbered_fills('alpha') order by 1, 2 $$,
    'table expected', 'wherever the rows are'
);

select * from finish();
rollback;
