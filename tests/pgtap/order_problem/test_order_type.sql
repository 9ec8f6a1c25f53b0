begin;
select plan(10);

select is(paper_internal.order_problem('k', 'AAPL', 'buy', 1, t, 10, 9, '{}', 'immediate'), null, t)
from (values ('market'), ('limit'), ('stop'), ('stop_limit')) as v (t);
select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, t, 10, 9, '{}', 'immediate'),
    'order_type must be market, limit, stop or stop_limit', coalesce(t, 'null')
) from (values (null), (''), ('LIMIT'), ('trailing_stop'), ('iceberg'), ('limit ')) as v (t);

select * from finish();
rollback;
