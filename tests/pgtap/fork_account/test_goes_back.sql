begin;
select plan(13);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.quote('09:02', 99, 101, 10, 10);
select paper_test.send('b', 'buy', 20, 'limit', 98);
select paper_test.quote('09:03', 97, 98, 10, 6);
select paper_test.match();
select paper_test.quote('09:04', 97, 98, 10, 16);
select paper.cancel_all_orders('alpha');

select results_eq(
    $$ select * from paper_test.story() $$,
    $$ values ('a fill 4 at 100 quote taker'), ('b accepted'), ('b partial_fill 6 at 98 limit maker'),
              ('b partial_fill 10 at 98 limit maker'), ('b cancelled request') $$,
    'what happened'
);
select is((paper.fork_account('alpha', 'opened', 1)).cash, 100000.0, 'to the opening');
select is((paper.fork_account('alpha', 'bought', 2)).cash, 99600.0, 'to a row after which nothing was open');
select is((paper.fork_account('alpha', 'rests', 3)).reserved, 1960.0, 'to one where an order rested');
select is((paper.fork_account('alpha', 'partly', 4)).reserved, 1372.0, 'was filled in part');
select is((paper.fork_account('alpha', 'mostly', p_at => paper_test.at('09:04'))).seq, 6::bigint, 'to a time');
select is((paper.fork_account('alpha', 'then', p_at => paper_test.at('09:03:30'))).seq, 4::bigint, 'to a time between rows');
select is_empty($$ select * from paper.check() $$, 'the books of all of them are right');

select results_eq(
    $$ select * from paper_test.match('rests') $$,
    $$ values ('b partial_fill 6 at 98 limit maker'), ('b partial_fill 10 at 98 limit maker') $$,
    'what came later is applied, once'
);
select results_eq(
    $$ select * from paper_test.match('partly') $$, $$ values ('b partial_fill 10 at 98 limit maker') $$,
    'and what had been applied is not: of the second quote, what the order had not taken of the first'
);
select is_empty($$ select * from paper_test.match('mostly') $$, 'nothing is left');
select paper_test.quote('09:05', 97, 97.5, 10, 10);
select results_eq(
    $$ select * from paper_test.match('then') $$,
    $$ values ('b partial_fill 10 at 98 limit maker'), ('b fill 4 at 98 limit maker') $$, 'each goes on from where it stood'
);
select is_empty($$ select * from paper.check() $$, 'and its books stay right');

select * from finish();
rollback;
