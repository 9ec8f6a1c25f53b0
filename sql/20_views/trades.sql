create or replace view paper.trades as
select
    t.ticker::text as ticker,
    t.tape_seq,
    t.at,
    t.price::numeric as price,
    t.size::numeric as size,
    t.sequence
from paper_internal.tape as t
where t.kind = 'trade';

alter view paper.trades owner to paper_reader;

comment on view paper.trades is
'The trades between others that were fed and not trimmed yet.';
comment on column paper.trades.ticker is 'Instrument.';
comment on column paper.trades.tape_seq is 'Position on the tape of the ticker, from 1: the order of feeding.';
comment on column paper.trades.at is 'Time of the trade.';
comment on column paper.trades.price is 'Its price.';
comment on column paper.trades.size is 'Its size, null when unknown.';
comment on column paper.trades.sequence is 'The feed''s own number.';
