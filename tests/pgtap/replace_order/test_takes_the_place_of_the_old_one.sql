begin;
select plan(6);

select paper_test.open_market(p_cash => 1000);
select paper_test.send('a', 'buy', 2, 'limit', 100, p_options => '{"time_in_force": "day", "tag": "x"}');
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_quantity => 3, p_limit_price => 90) as o), 'accepted', 'it works');
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'a replaced replace', 'n accepted'],
    'the old one does not any more'
);
select results_eq(
    $$ select n.quantity, n.limit_price, n.options ->> 'tag', n.replaces = o.order_id, o.replaced_by = n.order_id, o.status::text
       from paper.orders as n cross join paper.orders as o where n.idempotency_key = 'n' and o.idempotency_key = 'a' $$,
    $$ values (3.0, 90.0, 'x', true, true, 'replaced') $$, 'each names the other'
);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 270.0) $$, 'only the new one reserves');
select paper.set_clock('alpha', '2026-01-06 00:00:01+00');
select results_eq(
    $$ select s from paper_test.story() as s where s like '%due' $$, array['n expired due'],
    'it keeps its time in force'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
