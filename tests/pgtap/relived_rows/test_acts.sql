begin;
select plan(4);

-- What a row is lived again as.
create function pg_temp.acts(p_account_id text, p_in_runs boolean, p_after_seq bigint default 1, p_to_seq bigint default 99)
returns setof text language sql
begin atomic
    select concat_ws(' ', r.seq, r.act, cardinality(r.steps))
    from paper_internal.relived_rows(p_account_id, 'x', p_after_seq, p_to_seq, p_in_runs) as r
    order by r.seq;
end;

select paper.open_account('alpha', 10000, '{"clock": "simulated"}');
select paper_test.quote('09:01', 99, 100);
select paper.submit_order('alpha', 'limit', 'AAPL', 'buy', 1, 'limit', 100);
select paper.submit_order('alpha', 'estimate', 'AAPL', 'buy', 1, 'market', 100);
select paper.submit_order('alpha', 'market', 'AAPL', 'buy', 1);
select paper.deposit('alpha', 'deposit', 1);
select paper.submit_order('alpha', 'stop', 'AAPL', 'buy', 1, 'stop', null, 100);
select paper.close_position('alpha', 'close', 'AAPL');
select results_eq(
    $$ select * from pg_temp.acts('alpha', true) $$,
    $$ values ('2 plain 2'), ('4 place'), ('5 enter'), ('6 plain 1'), ('7 close') $$,
    'orders that no market priced go together, until something else comes'
);
select results_eq(
    $$ select * from pg_temp.acts('alpha', false, 2, 6) $$,
    $$ values ('3 place'), ('4 place'), ('5 enter'), ('6 place') $$, 'or one by one; from row to row'
);
select paper_test.allow_tampering();
update paper_internal.journal set tape_seq = null where account_id = 'alpha';
select results_eq(
    $$ select * from pg_temp.acts('alpha', true) $$,
    $$ values ('2 plain 2'), ('4 place'), ('5 enter'), ('6 plain 1'), ('7 close') $$,
    'nor does an old row that does not say what priced it'
);

-- Of fill model market: what the market did, what the time did, and what comes of either.
select paper_test.open_market('{"check": "fill"}', 1000, 'beta');
select paper_test.quote('09:02', 99, 100);
select paper_test.send('entry', 'buy', 4, 'limit', 100, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}', p_account_id => 'beta');
select paper_test.send('old', 'buy', 1, 'limit', 98, p_account_id => 'beta');
select paper.replace_order('beta', paper_test.id_of('old', 'beta'), 'new', 2);
select paper.cancel_order('beta', paper_test.id_of('new', 'beta'));
select paper_test.send('now', 'buy', 1, 'limit', 95, null, '{"time_in_force": "ioc"}', p_account_id => 'beta');
select paper_test.send('dear', 'buy', 90, 'limit', 97, p_account_id => 'beta');
select paper_test.send('until', 'buy', 1, 'limit', 50, null, '{"time_in_force": "gtd", "expires_at": "2026-01-05T09:15:00Z"}', p_account_id => 'beta');
select paper_test.quote('09:10', 96, 97);
select paper.match_account('beta');
select paper_test.quote('09:20', 110, 111);
select paper.match_account('beta');
select paper_test.send('last', 'buy', 1, 'market', null, null, '{"time_in_force": "cls"}', p_account_id => 'beta');
select paper.set_clock('beta', paper_test.at('2026-01-06 09:00+00'));
select paper.match_account('beta');
select paper.reset_account('beta', 'anew', 1000);
select results_eq(
    $$ select s.story || ': ' || r.act
       from paper_internal.relived_rows('beta', 'x', 1, 99, false) as r
       inner join paper_test.story('beta') with ordinality as s (story, n) on r.seq = s.n + 1
       order by r.seq $$,
    $$ values
       ('entry fill 4 at 100 quote taker: place'), ('entry/limit accepted: follow'), ('entry/stop accepted: follow'),
       ('old accepted: place'), ('old replaced replace: follow'), ('new accepted: replace'), ('new cancelled request: cancel'),
       ('now accepted: place'), ('now cancelled ioc: follow'), ('dear accepted: place'), ('until accepted: place'),
       ('dear cancelled request insufficient_cash: follow'), ('until expired due: due'),
       ('entry/limit fill 4 at 110 limit maker: tape'), ('entry/stop cancelled oco: follow'),
       ('last accepted: place'), ('last fill 1 at 111 close taker: due'), ('anew reset: enter') $$,
    'requests, the tape, the time, and what follows'
);

select * from finish();
rollback;
