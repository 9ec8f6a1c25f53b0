begin;
select plan(5);

select ok(
    paper_internal.same_request(
        paper_test.request(p_quantity => 10, p_limit_price => 5, p_stop_price => 1),
        paper_test.request(p_quantity => 10.0, p_limit_price => 5.000, p_stop_price => 1.0)
    ), '10 is 10.0'
);
select ok(
    paper_internal.same_request(paper_test.request(p_options => null), paper_test.request(p_options => '{}')),
    'null options are none'
);
select ok(
    paper_internal.same_request(paper_test.request(p_options => '{}'), paper_test.request(p_options => null)),
    'either way'
);
select ok(
    paper_internal.same_request(
        paper_test.request(p_options => '{"tag": "x", "time_in_force": "day"}'),
        paper_test.request(p_options => '{"time_in_force":"day","tag":"x"}')
    ), 'the order of options says nothing'
);
select is(
    paper_internal.same_request(paper_test.request(p_quantity => 'NaN'), paper_test.request()), false,
    'NaN is no number'
);

select * from finish();
rollback;
