begin;
select plan(3);

select paper_test.open_market('{"fees": {"per_order": 5}}');
select paper_test.quote('10:00', 99, 100, 10, 4);
select paper_test.send('a', 'buy', 10, 'limit', 100);
select paper.update_settings('alpha', 'cheaper', '{"fees": {"per_order": 2}}');
select paper_test.quote('10:01', 99, 100, 10, 6);
select paper_test.match();
select paper.update_settings('alpha', 'dearer', '{"fees": {"per_order": 7}}');
select paper_test.quote('10:02', 99, 100, 10, 10);
select paper_test.match();
select results_eq(
    $$ select fee from paper.fills order by seq $$, array[5.0, -3.0, 5.0],
    'all fills of the order are charged what is in force, less what was paid'
);
select results_eq($$ select fees from paper.orders $$, array[7.0], 'together what is in force at the last');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
