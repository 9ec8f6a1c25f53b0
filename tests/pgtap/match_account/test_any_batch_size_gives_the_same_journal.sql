begin;
select plan(3);

select paper_test.open_market(p_account_id => 'alpha');
select paper_test.open_market(p_account_id => 'beta');
create function pg_temp.story(p_account_id text) returns setof text language sql as $$
    select (to_jsonb(j) - 'account_id' - 'order_id' - 'at' - 'seal')::text from paper.journal as j where account_id = p_account_id and seq > 1 order by seq
$$;
select paper_test.send(k || n, s, q, t, l, p, o, 'AAPL', a)
from (values ('alpha'), ('beta')) as a (a)
cross join (
    values
    ('a', 'buy'::paper.order_side, 7, 'limit'::paper.order_type, 101.0, null::numeric, '{}'::jsonb),
    ('b', 'buy', 5, 'stop', null, 104, '{"time_in_force": "gtd", "expires_at": "2026-01-05T10:04:30Z"}'),
    ('c', 'buy', 4, 'limit', 103, null, '{"order_class": "bracket", "take_profit": {"limit_price": 105}, "stop_loss": {"stop_price": 100}}'),
    ('d', 'buy', 3, 'trailing_stop', null, null, '{"trail_amount": 1.5}')
) as v (k, s, q, t, l, p, o)
cross join generate_series(1, 2) as n;
select paper_test.quote('10:0' || i, 100 + i * 7 % 11, 101 + i * 7 % 11, 3, 4) from generate_series(1, 4) as i;
select paper.match_account('alpha');
select paper_test.quote('10:0' || i, 100 + i * 7 % 11, 101 + i * 7 % 11, 3, 4) from generate_series(5, 9) as i;
select paper.match_account('alpha');
select paper_test.quote('10:1' || i, 100 + i * 5 % 11, 101 + i * 5 % 11, 3, 4) from generate_series(0, 9) as i;
select paper.match_account('alpha');
select paper.match_account('beta');
select results_eq($$ select pg_temp.story('alpha') $$, $$ select pg_temp.story('beta') $$, 'in three batches and in one');
select ok((select count(*) > 10 from paper.fills where account_id = 'alpha'), 'and much happened');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
