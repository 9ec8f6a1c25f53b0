begin;
select plan(1);

select matches(
    paper_internal.order_id('fedcba9876548321', 77)::text,
    '^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
    'version 8 and variant 10 of RFC 9562'
);

select * from finish();
rollback;
