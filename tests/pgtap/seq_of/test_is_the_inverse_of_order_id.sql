begin;
select plan(10);

select is(paper_internal.seq_of('01234567-89ab-8cde-8000-000000000001'), 1::bigint, 'the seq in the second half');
select is(paper_internal.seq_of('01234567-89ab-8cde-bfff-ffffffffffff'), 4611686018427387903, 'the largest');
select is(
    paper_internal.seq_of(paper_internal.order_id('fedcba9876548321', s)), s, 'out again comes ' || s
) from (values (0::bigint), (1), (2), (255), (65536), (4294967295), (4294967296), (281474976710656)) as v (s);

select * from finish();
rollback;
