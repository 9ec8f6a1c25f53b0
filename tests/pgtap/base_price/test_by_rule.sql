begin;
select plan(11);

create function pg_temp.base(p_rule text, p_side text, p_kind text) returns numeric language sql
return paper_internal.base_price(
    jsonb_populate_record(null::paper_internal.journal, jsonb_build_object('rule', p_rule, 'side', p_side)),
    jsonb_populate_record(null::paper_internal.journal, '{"limit_price": 30}'),
    40,
    jsonb_populate_record(
        null::paper_internal.tape, '{"bid": 10, "ask": 11, "open": 20, "price": 21}' || jsonb_build_object('kind', p_kind)
    )
);
select is(pg_temp.base(rule, side, kind), price, description)
from (
    values
    ('quote', 'buy', 'quote', 11.0, 'the ask to a buy'),
    ('quote', 'sell', 'quote', 10.0, 'the bid to a sell'),
    ('gap', 'buy', 'quote', 11.0, 'after a gap too'),
    ('limit', 'buy', 'quote', 30.0, 'a resting limit'),
    ('limit', 'sell', 'bar', 30.0, 'on any data'),
    ('stop', 'sell', 'bar', 40.0, 'a stop inside a bar'),
    ('print', 'buy', 'trade', 21.0, 'a trade'),
    ('open', 'buy', 'bar', 20.0, 'the open'),
    ('close', 'buy', 'bar', 21.0, 'the close'),
    ('close', 'sell', 'trade', 21.0, 'the last trade at the close'),
    ('close', 'sell', 'quote', 10.0, 'or the last quote')
) as v (rule, side, kind, price, description);

select * from finish();
rollback;
