begin;
select plan(22);

select is(paper_internal.settings_problem(jsonb_build_object('currency', c)), null, c || ' is a code')
from (values ('USD'), ('EUR'), ('A1B'), ('A00'), ('USDT'), ('ABCDEFGHIJ'), ('Z999999999')) as v (c);
select alike(paper_internal.settings_problem(s), 'currency must be a code of 3 to 10 %', s::text || ' is none')
from (
    values
    ('{"currency": "US"}'::jsonb), ('{"currency": ""}'), ('{"currency": "ABCDEFGHIJK"}'), ('{"currency": "usd"}'),
    ('{"currency": "UsD"}'), ('{"currency": "USd"}'), ('{"currency": "1AB"}'), ('{"currency": "U D"}'), ('{"currency": " USD"}'),
    ('{"currency": "USD\n"}'), ('{"currency": "US$"}'), ('{"currency": "\u0410BC"}'), ('{"currency": 840}'),
    ('{"currency": null}'), ('{"currency": ["USD"]}')
) as v (s);

select * from finish();
rollback;
