begin;
select plan(1);

select paper.open_account('alpha', 100000);
select results_eq(
    $$ select array(select jsonb_object_keys(d) as k order by k)
       from paper_test.error($q$ select * from paper.submit_orders('alpha', array[paper_test.request(p_quantity => 0)]) $q$) as e
       cross join lateral jsonb_array_elements(e.detail::jsonb) as d $$,
    $$ values ('{index,problem,sqlstate}'::text[]) $$,
    'index, sqlstate and problem'
);

select * from finish();
rollback;
