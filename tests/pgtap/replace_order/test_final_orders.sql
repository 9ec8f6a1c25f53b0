begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 9);
select paper_test.send('filled', 'buy', 2);
select paper_test.send('rejected', 'sell', 9);
select paper_test.send('cancelled', 'buy', 2, 'limit', 90);
select o.status from paper.cancel_order('alpha', paper_test.id_of('cancelled')) as o;
select paper_test.send('replaced', 'buy', 2, 'limit', 90);
select o.status from paper.replace_order('alpha', paper_test.id_of('replaced'), 'next', p_limit_price => 80) as o;
select paper_test.send('expired', 'buy', 2, 'limit', 90, null, '{"time_in_force": "gtd", "expires_at": "2026-01-05T10:01Z"}');
select paper.set_clock('alpha', paper_test.at('10:02'));
select results_eq(
    $$ select o.status, n.status, n.reject_reason, n.error
       from paper.orders as o
       cross join paper.replace_order('alpha', o.order_id, 'r-' || o.status, p_quantity => 5) as n
       where o.status not in ('pending', 'accepted') order by o.seq $$,
    $$ select s::paper.order_status, 'rejected'::paper.order_status, 'not_open', 'The order to be replaced is not open'
       from unnest('{filled,rejected,cancelled,replaced,expired}'::text[]) with ordinality as u (s, n) order by n $$,
    'are not open'
);
select results_eq(
    $$ select status, quantity from paper.orders where idempotency_key not like 'r-%' order by seq $$,
    $$ values
       ('filled'::paper.order_status, 2.0), ('rejected', 9.0), ('cancelled', 2.0), ('replaced', 2.0), ('accepted', 2.0),
       ('expired', 2.0) $$,
    'and stay as they were'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
