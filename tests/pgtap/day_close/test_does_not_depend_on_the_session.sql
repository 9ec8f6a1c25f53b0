begin;
select plan(1);

set local timezone = 'America/New_York';
select is(paper_internal.day_close('2026-03-08 05:00+00', '00:00'), '2026-03-09 00:00+00'::timestamptz, 'a day of 24 hours where clocks change');

select * from finish();
rollback;
