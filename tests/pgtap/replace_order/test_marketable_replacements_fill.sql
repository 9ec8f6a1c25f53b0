begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 2, 'limit', 90);
select is((select o.status::text from paper.replace_order('alpha', paper_test.id_of('a'), 'n', p_limit_price => 101) as o), 'filled', 'at once');
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'a replaced replace', 'n accepted', 'n fill 2 at 100 quote taker'],
    'at the quote'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
