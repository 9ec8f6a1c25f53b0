begin;
select plan(10);

select ok(paper_internal.same_request(paper_test.request(), paper_test.request()), 'a request is the same as itself');
select ok(
    paper_internal.same_request(
        paper_test.request(p_idempotency_key => 'a'), paper_test.request(p_idempotency_key => 'b')
    ), 'the key is not compared'
);
select is(paper_internal.same_request(paper_test.request(), other), false, what || ' differs')
from (
    values
    ('ticker', paper_test.request(p_ticker => 'MSFT')),
    ('side', paper_test.request(p_side => 'sell')),
    ('quantity', paper_test.request(p_quantity => 2)),
    ('order_type', paper_test.request(p_order_type => 'market')),
    ('limit_price', paper_test.request(p_limit_price => 11)),
    ('limit_price, which is null,', paper_test.request(p_limit_price => null)),
    ('stop_price', paper_test.request(p_stop_price => 11)),
    ('options', paper_test.request(p_options => '{"tag": "x"}'))
) as v (what, other);

select * from finish();
rollback;
