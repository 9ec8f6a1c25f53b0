begin;
select plan(2);

select is(
    paper_internal.without_nulls('{"a": null, "b": {"c": null}, "d": [null], "e": 0, "f": false, "g": ""}'),
    '{"b": {"c": null}, "d": [null], "e": 0, "f": false, "g": ""}', 'columns that are null go, what is inside stays'
);
select is(paper_internal.without_nulls('{}'), '{}', 'of nothing, nothing');

select * from finish();
rollback;
