begin;
select plan(5);

select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', 10, null, '{"colour": 1}', 'immediate'), 'unknown option ''colour''',
    'an unknown option is refused'
);
select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', 10, null, o, 'immediate'), 'options must be a JSON object',
    o::text || ' is refused'
) from (values ('[]'::jsonb), ('null'), ('1')) as v (o);
select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', 10, null, '{"time_in_force": "ioc"}', 'immediate'), null,
    'a known one is fine'
);

select * from finish();
rollback;
