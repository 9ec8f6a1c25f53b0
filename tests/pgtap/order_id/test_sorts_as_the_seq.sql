begin;
select plan(1);

select is_empty(
    $$ select from (
           select s, lag(paper_internal.order_id('0123456789ab8cde', s)) over (order by s) as before
           from (values (0::bigint), (1), (9), (10), (255), (256), (65535), (4294967296), (4611686018427387903)) as v (s)
       ) as o where o.before >= paper_internal.order_id('0123456789ab8cde', o.s) $$,
    'ids of an account are ordered as its seqs'
);

select * from finish();
rollback;
