begin;
select plan(4);

select is(f::text, '(0,0,0,0)', 'an empty array') from paper.feed_quotes('{}') as f;
select is(f::text, '(0,0,0,0)', 'no array') from paper.feed_quotes(null) as f;
select is(f::text, '(0,0,0,0)', 'no trades') from paper.feed_trades(null, true) as f;
select is(f::text, '(0,0,0,0)', 'no bars') from paper.feed_bars('{}', true) as f;

select * from finish();
rollback;
