begin;
select plan(14);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 1, 'limit', 90);
select paper.cancel_order('alpha', paper_test.id_of('a'));
select paper.deposit('alpha', 'd', 1);
select paper_test.send('b', 'buy', 4, 'limit', 98);
select paper_test.quote('09:02', 97, 98, 10, 3);
select paper.match_account('alpha');
select paper_test.quote('09:03', 96, 97, 10, 3);
select paper.match_account('alpha');
select paper_test.send('c', 'sell', 1, 'market', null, null, '{"order_class": "simple"}');
select paper_test.send('e', 'buy', 2, 'market', null, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper.cancel_all_orders('alpha');
select paper_test.send('f', 'buy', 1, 'limit', 90);
select paper.replace_order('alpha', paper_test.id_of('f'), 'g', 2);
select paper.cancel_order('alpha', paper_test.id_of('g'));
select results_eq(
    $$ select s.n + 1, s.story from paper_test.story() with ordinality as s (story, n) order by s.n $$,
    $$ values
       (2::bigint, 'a accepted'), (3, 'a cancelled request'), (4, 'd deposit'), (5, 'b accepted'),
       (6, 'b partial_fill 3 at 98 limit maker'), (7, 'b fill 1 at 98 limit maker'), (8, 'c fill 1 at 96 quote taker'),
       (9, 'e fill 2 at 97 quote taker'), (10, 'e/limit accepted'), (11, 'e/stop accepted'),
       (12, 'e/limit cancelled request'), (13, 'e/stop cancelled oco'),
       (14, 'f accepted'), (15, 'f replaced replace'), (16, 'g accepted'), (17, 'g cancelled request') $$,
    'what happened'
);
select is(paper_internal.quiet_seqs('alpha', v.seq), v.expected, v.what)
from (
    values
    (1::bigint, '{1}'::bigint[], 'the opening'),
    (2, '{1}', 'not where an order is open'),
    (3, '{3,1}', 'where it was cancelled'),
    (4, '{4,1}', 'and after it'),
    (6, '{4,1}', 'not where one is filled in part; then before it'),
    (7, '{7,4,1}', 'where it is filled'),
    (9, '{8,4,1}', 'not where its exits have still to come'),
    (10, '{8,4,1}', 'nor one of them'),
    (12, '{8,4,1}', 'nor where one of them is still open'),
    (13, '{13,8,4,1}', 'where both have ended'),
    (15, '{13,8,4,1}', 'not between an order and what replaces it'),
    (17, '{17,13,8,4,1}', 'where that has ended')
) as v (seq, expected, what);

-- Row 2n is an order, the row after it its end.
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('o' || n, 'buy', 1, 'limit', 90, null, '{"time_in_force": "ioc"}', p_account_id => 'beta')
from generate_series(1, 18) as n;
select is(
    paper_internal.quiet_seqs('beta', 37), array(select 37 - 2 * i from generate_series(0, 15) as i) || 1::bigint,
    'sixteen of them, and the opening'
);

select * from finish();
rollback;
