begin;
select plan(1);

select is(
    paper_internal.mark_price('mid', 1, 1, null, 999999999999999.000000000001, 999999999999999.000000000002, null),
    999999999999999.0000000000015,
    'the middle of two prices of 12 decimals is rounded nowhere'
);

select * from finish();
rollback;
