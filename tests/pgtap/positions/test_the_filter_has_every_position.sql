begin;
select plan(4);

create function paper_test.filter_of(p_account_id text) returns integer[] language sql as
'select array(
    select bit from generate_series(0, 255) as bit
    where get_bit((select position_filter from paper_internal.accounts where account_id = p_account_id), bit) = 1
    order by bit
)';

select paper.open_account('alpha', 1000);
select is(paper_test.filter_of('alpha'), '{}', 'none at first');

select count(*) from paper.submit_orders('alpha', array[
    row('1', 'AAPL', 'buy', 1, 'limit', 10, null, '{}'), row('2', 'BRK.B', 'buy', 1, 'limit', 10, null, '{}'),
    row('3', 'MSFT', 'buy', 1, 'limit', 100000, null, '{}')
]::paper.order_request[]);
select is(paper_test.filter_of('alpha'), '{9,30}', 'those that filled');

select count(*) from paper.submit_order('alpha', '4', 'AAPL', 'sell', 1, 'limit', 10);
select is(paper_test.filter_of('alpha'), '{9,30}', 'a position that is closed is still there');

select paper.reset_account('alpha', 'again', 1000);
select is(paper_test.filter_of('alpha'), '{}', 'a new epoch has none');

select * from finish();
rollback;
