begin;
select plan(1);

select set_has(
    $$ select * from paper_test.columns('paper.order_events') $$,
    $$ values ('order_id', 'uuid'), ('event_type', 'paper.event_type'), ('data', 'jsonb'),
       ('broker_timestamp', 'timestamp with time zone') $$,
    'the columns that the reference adapter writes'
);

select * from finish();
rollback;
