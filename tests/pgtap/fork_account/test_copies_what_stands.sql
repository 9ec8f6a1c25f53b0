begin;
select plan(9);

select paper_test.open_market('{"fees": {"per_order": 1}}');
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 20, 'limit', 98, null, '{"order_class": "oto", "take_profit": {"limit_price": 110}}');
select paper_test.send('c', 'sell', 4, 'trailing_stop', null, null, '{"trail_amount": 1}');

select results_eq(
    $$ select cash, reserved, seq, epoch_seq, clock, opened_at, settings from paper.fork_account('alpha', 'beta') $$,
    $$ select cash, reserved, seq, epoch_seq, clock, opened_at, settings from paper.accounts
       where account_id = 'alpha' $$,
    'cash, what is reserved, clock and settings are those of the source'
);
select results_eq(
    $$ select origin from paper.accounts where account_id = 'beta' $$,
    $$ select jsonb_build_object(
           'seq', seq, 'request', '{"fork": {"account_id": "alpha", "seq": null, "at": null}}'::jsonb
       ) from paper.accounts where account_id = 'alpha' $$,
    'and it says where it is from'
);
select is(
    array(select to_jsonb(j) - '{account_id,order_id,seal}'::text[] from paper.journal as j where j.account_id = 'beta' order by seq),
    array(select to_jsonb(j) - '{account_id,order_id,seal}'::text[] from paper.journal as j where j.account_id = 'alpha' order by seq),
    'so are the rows of the journal'
);
select is(
    (select array_agg(o.idempotency_key || ' ' || o.status::text order by o.seq) from paper.open_orders as o
     where o.account_id = 'beta' and o.idempotency_key is not null),
    '{b accepted,c accepted}', 'what is open is open'
);
select is_empty(
    $$ select order_id from paper.orders where account_id = 'alpha' intersect
       select order_id from paper.orders where account_id = 'beta' $$,
    'the ids of orders are those of the fork'
);
select is(
    (select count(*) from paper.orders as o cross join lateral paper.order_of(o.order_id) as f
     where o.account_id = 'beta' and f.account_id = 'beta'),
    (select count(*) from paper.orders where account_id = 'alpha'), 'by which they are found'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select paper_test.quote('09:02', 97, 98, 10, 6);
select results_eq(
    $$ select * from paper_test.match('beta') $$, $$ select * from paper_test.match('alpha') $$, 'both trade on alike'
);
select paper_test.quote('09:03', 97, 98, 10, 6);
select is_empty($$ select * from paper_test.match('beta') $$, 'and have taken what they took');

select * from finish();
rollback;
