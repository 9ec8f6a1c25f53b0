begin;
select plan(1);

-- Another account has other keys in the same rows.
select paper_test.open_market(p_account_id => v.a) from unnest('{alpha,beta}'::text[]) as v (a);
select paper_test.send(v.a || n, 'buy', 1, 'limit', 90, p_account_id => v.a)
from unnest('{beta}'::text[]) as v (a) cross join generate_series(1, 8) as n;
select paper_test.send('before', 'buy', 1, 'limit', 90);
select paper_test.send('one', 'buy', 1, 'limit', 90, null, '{"order_class": "oto", "take_profit": {"limit_price": 110}}');
select paper_test.send('two', 'buy', 1, 'limit', 90, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 80}}');
select paper_test.send('after', 'buy', 1, 'limit', 90);
select paper.cancel_order('alpha', paper_test.id_of('before'));
select paper.deposit('alpha', 'amount', 5);
select paper_test.send('end', 'buy', 1, 'limit', 90);

select results_eq(
    $$ select r.key, r.leg, r.seq, r.amount, r.status::text from paper_internal.requests_of('alpha') as r order by r.seq $$,
    $$ values
       ('', 0::bigint, 1::bigint, 100000.0, null), ('before', 0, 2, null, 'cancelled'), ('one', 0, 3, null, 'accepted'),
       ('one', 1, 4, null, 'pending'), ('two', 0, 5, null, 'accepted'), ('two', 1, 6, null, 'pending'),
       ('two', 2, 7, null, 'pending'), ('after', 0, 8, null, 'accepted'), ('amount', 0, 10, 5, null),
       ('end', 0, 11, null, 'accepted') $$,
    'orders with their legs, and amounts, by what they were asked for'
);

select * from finish();
rollback;
