begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('a', 'buy', 2, 'limit', 100);
select paper_test.send('b', 'buy', 2, 'limit', 100);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n') as o), 'accepted', 'the same again');
select paper_test.quote('10:00', 99, 100, 9, 3);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 2 at 100 gap maker', 'n partial_fill 1 at 100 gap maker'],
    'the other is first now'
);

select * from finish();
rollback;
