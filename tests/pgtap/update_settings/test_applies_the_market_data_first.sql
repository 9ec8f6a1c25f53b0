begin;
select plan(1);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98);
select paper_test.quote('10:00', 97, 98);
select paper.update_settings('alpha', 'x', '{"market_buffer": 0}');
select is(
    (select s from paper_test.story() with ordinality as s (s, n) where n = 2), 'a fill 1 at 98 gap maker', 'what was fed comes before'
);

select * from finish();
rollback;
