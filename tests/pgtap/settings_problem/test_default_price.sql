begin;
select plan(21);

select is(paper_internal.settings_problem(format('{"default_price": %s}', p)::jsonb), null, p || ' is a price')
from (
    values ('0.000000000001'), ('0.5'), ('1'), ('100.00'), ('999999999999999.999999999999'), ('1.0000000000000000')
) as v (p);
select alike(
    paper_internal.settings_problem(format('{"default_price": %s}', p)::jsonb), 'default_price must be a number above 0, %',
    p || ' is none'
)
from (
    values ('0'), ('-0.000000000001'), ('-1'), ('1e15'), ('1000000000000000.5'), ('1e30'), ('0.1234567890123'), ('1e-13'),
    ('1.0000000000001'), ('"100"'), ('"NaN"'), ('null'), ('true'), ('[100]'), ('{}')
) as v (p);

select * from finish();
rollback;
