begin;
select plan(1);

-- A call of fill model immediate, an amount, and another call.
select paper.open_account('alpha', 1e9);
select count(*) from paper.submit_orders('alpha', array(
    select paper_test.request('a' || i) from generate_series(1, 10000) as i
));
select paper.deposit('alpha', 'd', 1);
select paper.submit_order('alpha', 'c', 'AAPL', 'buy', 1, 'limit', 10);

-- Rows 2 to 10001, 10002, 10003.
select results_eq(
    $$ select r.act, r.seq, ((r.steps)[1]).event_type::text, cardinality(r.steps), ((r.steps)[1]).idempotency_key::text collate "C"
       from paper_internal.relived_rows('alpha', 'x', 1, 99999, true) as r order by r.seq $$,
    $$ values
       ('plain', 2::bigint, 'fill', 9998, 'a1' collate "C"), ('plain', 10000, 'fill', 2, 'a9999'), ('enter', 10002, null, null, null), ('plain', 10003, 'fill', 1, 'c') $$,
    'orders go together up to the next row with a round number, in their order'
);

select * from finish();
rollback;
