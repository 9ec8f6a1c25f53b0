begin;
select plan(21);

select is(paper_internal.settings_problem(jsonb_build_object('max_quote_age', s)), null, s || ' is a duration')
from (values ('PT15M'), ('PT0S'), ('P1D'), ('P30D'), ('PT24H'), ('P1DT12H'), ('PT1H30M'), ('PT1M30S')) as v (s);
select is(paper_internal.settings_problem(jsonb_build_object('max_quote_age', s)), 'max_quote_age must be a duration in ISO 8601, such as PT15M', s || ' is none')
from (
    values ('P'), ('PT'), ('P5H'), ('PT5D'), ('P1S'), ('P9999999999D'), ('P999999999D'), ('PT99999999999999999H'), ('P1DT'), ('P1.5D'), ('P-1D'), ('-P1D'), ('P1W1D')
) as v (s);

select * from finish();
rollback;
