begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 1, 'limit', 90);
select paper_test.quote('10:01', 94, 95);
select paper_test.quote('10:02', 93, 94);
select paper_test.quote('10:03', 95, 96);
select paper_test.match();
delete from paper_internal.tape where tape_seq <= 3;
select results_eq(
    $$ select rule, at, price, detail -> 'data' from paper.explain_order('alpha', paper_test.id_of('k')) offset 1 $$,
    $$ values
       ('no_market_data', null::timestamptz, null::numeric, null::jsonb),
       ('limit_not_reached', paper_test.at('10:03'), 96.0, null),
       ('tape_trimmed', paper_test.at('10:03'), null, '2') $$,
    'what is kept no more is said to be missing'
);

select * from finish();
rollback;
