begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('e'), 'n', p_limit_price => 101) as o), 'accepted', 'a higher limit for the rest');
select paper_test.quote('10:01', 99, 101, 9, 9);
select paper_test.quote('10:02', 111, 112, 9, 9);
select results_eq(
    $$ select paper_test.match() $$,
    array[
        'n fill 3 at 101 limit maker',
        'e/limit fill 5 at 110 limit maker',
        'e/stop cancelled oco'
    ],
    'the exits work for both'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
