begin;
select plan(1);

select is(paper_internal.fee_total(row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 5, 500, 0)::text, '1', 'the scale is that of the value');

select * from finish();
rollback;
