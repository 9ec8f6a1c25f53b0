begin;
select plan(4);

create function pg_temp.datum(p_kind text) returns paper_internal.tape language sql
return jsonb_populate_record(
    null::paper_internal.tape, '{"bid_size": 1, "ask_size": 2, "size": 3}' || jsonb_build_object('kind', p_kind)
);
select is(paper_internal.offered_size(pg_temp.datum('quote'), 'buy'), 2.0, 'a quote: what is asked to a buy');
select is(paper_internal.offered_size(pg_temp.datum('quote'), 'sell'), 1.0, 'what is bid to a sell');
select is(paper_internal.offered_size(pg_temp.datum('trade'), 'buy'), 3.0, 'the size of a trade');
select is(paper_internal.offered_size(pg_temp.datum('bar'), 'sell'), 3.0, 'the volume of a bar');

select * from finish();
rollback;
