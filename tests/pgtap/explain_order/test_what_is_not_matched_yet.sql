begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 1, 'limit', 90);
select paper_test.quote('10:01', 99, 100);
select paper_test.match();
select paper_test.quote('10:02', 79, 80);
select paper_test.quote('10:03', 79, 80);
select results_eq(
    $$ select rule, at, detail from paper.explain_order('alpha', paper_test.id_of('k')) offset 2 $$,
    $$ values
       ('limit_not_reached', paper_test.at('10:01'), '{"quotes": 1, "limit_price": 90,
            "first_at": "2026-01-05T10:01:00+00:00", "last_at": "2026-01-05T10:01:00+00:00"}'::jsonb),
       ('not_matched_yet', paper_test.at('10:03'), '{"data": 2}') $$,
    'was fed and waits for match_account'
);

select * from finish();
rollback;
