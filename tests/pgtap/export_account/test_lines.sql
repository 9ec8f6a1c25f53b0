begin;
select plan(7);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 4, 'limit', 98);
create temp table lines as select e as line, n from paper.export_account('alpha') with ordinality as e (e, n);

select is(
    (select line from lines where n = 1),
    jsonb_build_object('pgpaper', 'account', 'version', 1, 'schema_version', paper.schema_version(), 'account_id', 'alpha', 'seq', 3),
    'a header'
);
select is(
    (select array_agg(k order by n) from lines cross join lateral jsonb_object_keys(line) as k where n > 1),
    '{account,journal,journal,journal,order,position,watch,tape,end}', 'what there is, in this order'
);
select is((select line #> '{end,lines}' from lines order by n desc limit 1), '9', 'and how many lines before the last');
select is(
    array(select line -> 'journal' -> 'seq' from lines where line ? 'journal' order by n), array['1', '2', '3']::jsonb[], 'rows in order'
);
select is((select line #>> '{account,owner}' from lines where n = 2), null, 'whose it is, is not in it');
select is(
    (select array_agg(e order by n) from paper.export_account('alpha') with ordinality as e (e, n)),
    (select array_agg(line order by n) from lines), 'the same account, the same lines'
);
set local timezone = 'Asia/Tokyo';
select is(
    (select array_agg(e order by n) from paper.export_account('alpha') with ordinality as e (e, n)),
    (select array_agg(line order by n) from lines), 'wherever one is'
);

select * from finish();
rollback;
