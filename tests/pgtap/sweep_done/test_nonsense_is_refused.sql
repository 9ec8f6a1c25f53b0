begin;
select plan(12);

select paper_test.quote('10:00', 10, 11, p_ticker => 'A');
select throws_ok(format('select paper.sweep_done(%L, %L)', positions, snapshot), 'ZP004', null, what)
from (
    values
    (null, '1:1:', 'no positions'), ('{}', null, 'no snapshot'), ('[]', '1:1:', 'an array'), ('1', '1:1:', 'a number'),
    ('{"A": "1"}', '1:1:', 'a text'), ('{"A": null}', '1:1:', 'a null'), ('{"A": -1}', '1:1:', 'below 0'),
    ('{"A": 1e300}', '1:1:', 'beyond all tapes'), ('{"A": 0.5}', '1:1:', 'no whole number'),
    ('{"B": 1}', '1:1:', 'a ticker that was never fed')
) as v (positions, snapshot, what);
select is_empty('select * from paper_internal.sweeps', 'nothing is stored');
select lives_ok($$ select paper.sweep_done('{"A": 1}', '1:1:') $$, 'a position that sweep() returns');

select * from finish();
rollback;
