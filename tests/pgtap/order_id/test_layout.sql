begin;
select plan(3);

select is(
    paper_internal.order_id('0123456789ab8cde', 1), '01234567-89ab-8cde-8000-000000000001',
    'the prefix, the variant and the seq'
);
select is(
    paper_internal.order_id('0123456789ab8cde', 0), '01234567-89ab-8cde-8000-000000000000',
    'seq 0 stands for the account itself'
);
select is(
    paper_internal.order_id('ffffffffffff8fff', 4611686018427387903), 'ffffffff-ffff-8fff-bfff-ffffffffffff',
    'the largest seq is 62 bits'
);

select * from finish();
rollback;
