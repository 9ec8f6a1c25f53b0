begin;
select plan(4);

-- Entries that filled at birth, others that still rest, each with two exits; plans are made while there are no statistics.
select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper.submit_orders('alpha', array(
    select paper_test.request(
        'k' || i, p_limit_price => case when i % 2 = 0 then 100 else 50 end,
        p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 40}}'
    )
    from generate_series(1, 300) as i
));
select results_eq(
    $$ select status::text, count(*) from paper.orders where idempotency_key is not null group by 1 order by 1 $$,
    $$ values ('accepted', 150::bigint), ('filled', 150) $$, 'half of the entries filled'
);

create function pg_temp.rows_read(p_table regclass) returns numeric
language sql
return (
    select sum(pg_stat_get_xact_tuples_returned(r)) filter (where r = p_table) + sum(pg_stat_get_xact_tuples_fetched(r))
    from (
        select p_table::oid as r
        union all
        select i.indexrelid from pg_index as i where i.indrelid = p_table
    ) as r
);
create temporary table before as
select t::regclass, pg_temp.rows_read(t::regclass) as rows_read
from unnest(array['paper_internal.journal', 'paper_internal.orders']) as t;
select is_empty($$ select * from paper.check() $$, 'the books are right');
select cmp_ok(
    (select pg_temp.rows_read(b.t) - b.rows_read from before as b where b.t = 'paper_internal.journal'::regclass),
    '<', 10 * (select count(*) from paper_internal.journal)::numeric, 'each row of the journal is read a few times'
);
select cmp_ok(
    (select pg_temp.rows_read(b.t) - b.rows_read from before as b where b.t = 'paper_internal.orders'::regclass),
    '<', 10 * (select count(*) from paper_internal.orders)::numeric, 'so is each order'
);

select * from finish();
rollback;
