begin;
select plan(6);

-- {"decision_trace": [""]} with as many x as fill it up to the size
select is(
    paper_internal.options_problem(jsonb_build_object('decision_trace', array[repeat('x', n - 24)]), 'limit', 'buy', 'immediate'), null,
    n || ' bytes are fine'
)
from (values (65535), (65536)) as v (n);
select is(
    paper_internal.options_problem(jsonb_build_object('decision_trace', array[repeat('x', n - 24)]), 'limit', 'buy', 'immediate'),
    'options must be at most 64 kB of JSON', n || ' are not'
)
from (values (65537), (65538), (200000)) as v (n);
select is(
    paper_internal.options_problem(jsonb_build_object('decision_trace', array[repeat(U&'\00E9', 40000)]), 'limit', 'buy', 'immediate'),
    'options must be at most 64 kB of JSON', 'bytes count, not characters'
);

select * from finish();
rollback;
