begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is((select count(*) from paper.cancel_order('alpha', paper_test.id_of('e'))), 1::bigint, 'the entry is cancelled');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'e accepted',
        'e/limit submitted',
        'e/stop submitted',
        'e cancelled request',
        'e/limit cancelled entry',
        'e/stop cancelled entry'
    ],
    'and its exits with it'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
