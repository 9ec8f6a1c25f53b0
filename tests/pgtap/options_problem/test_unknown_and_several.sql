begin;
select plan(11);

select is(
    paper_internal.options_problem('{"colour": "red"}', 'limit', 'buy', 'immediate'), 'unknown option ''colour''', 'an unknown option is refused'
);
select is(
    paper_internal.options_problem(jsonb_build_object(k, v), 'limit', 'buy', 'immediate'), 'unknown option ' || quote_literal(k),
    'so is one of later work: ' || k
)
from (
    values ('trail_percent', '1'::jsonb), ('order_class', '"simple"'), ('oco_group', '"g"'), ('post_only', 'true'),
    ('close_position', 'true'), ('', '1'), ('Tag', '"x"')
) as v (k, v);
select is(
    paper_internal.options_problem(
        '{"tag": "x", "time_in_force": "gtc", "recommendation_id": "r", "decision_trace": {}}', 'limit', 'buy', 'immediate'
    ), null, 'all of them together are fine'
);
select is(
    paper_internal.options_problem('{"tag": "x", "time_in_force": "opg", "recommendation_id": "r"}', 'limit', 'buy', 'immediate'),
    'time_in_force must be day, gtc, ioc or fok: orders fill at once here', 'a bad one is found among good ones'
);
select isnt(
    paper_internal.options_problem('{"tag": 1, "time_in_force": 2, "x": 3}', 'limit', 'buy', 'immediate'), null, 'several bad ones are one problem'
);

select * from finish();
rollback;
