begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 10, 5);
select paper_test.send('fok', 'buy', 6, 'limit', 100, null, '{"time_in_force": "fok"}');
select paper_test.send('ioc', 'buy', 6, 'limit', 99, null, '{"time_in_force": "ioc"}');
select results_eq(
    $$ select * from paper_test.explained('fok') $$,
    array[
        '2 request accepted 6 at 100 10:00:00', '3 fok cancelled 6 10:00:00', 'no_size_left not_filled 5 at 100 10:00:00'
    ],
    'all or nothing: too little was displayed'
);
select is(detail, '{"reject_reason": "not_fillable"}', 'with the reason')
from paper.explain_order('alpha', paper_test.id_of('fok')) where rule = 'fok';
select paper_test.send('part', 'buy', 6, 'limit', 100, null, '{"time_in_force": "ioc"}');
select results_eq(
    $$ select * from paper_test.explained('part') offset 1 $$,
    array[
        '7 quote partial_fill 5 at 100 10:00:00', '8 ioc cancelled 1 10:00:00', 'no_size_left not_filled 5 at 100 10:00:00'
    ],
    'a part: of the quote it filled at there was no more'
);
select paper_test.quote('10:01', 90, 91, 10, 5);
select results_eq(
    $$ select * from paper_test.explained('ioc') $$,
    array[
        '4 request accepted 6 at 99 10:00:00', '5 ioc cancelled 6 10:00:00',
        'limit_not_reached not_filled 5 at 100 10:00:00'
    ],
    'what came later is nothing to them'
);

select * from finish();
rollback;
