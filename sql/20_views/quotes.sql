create or replace view paper.quotes as
select
    t.ticker::text as ticker,
    t.tape_seq,
    t.at,
    t.bid::numeric as bid,
    t.ask::numeric as ask,
    t.bid_size::numeric as bid_size,
    t.ask_size::numeric as ask_size,
    t.sequence
from paper_internal.tape as t
where t.kind = 'quote';

alter view paper.quotes owner to paper_reader;

comment on view paper.quotes is
'The quotes that were fed and not trimmed yet.';
comment on column paper.quotes.ticker is 'Instrument.';
comment on column paper.quotes.tape_seq is 'Position on the tape of the ticker, from 1: the order of feeding.';
comment on column paper.quotes.at is 'Time of the quote.';
comment on column paper.quotes.bid is 'Best bid, null when there is none.';
comment on column paper.quotes.ask is 'Best ask, null when there is none.';
comment on column paper.quotes.bid_size is 'Size bid, null when unknown.';
comment on column paper.quotes.ask_size is 'Size asked, null when unknown.';
comment on column paper.quotes.sequence is 'The feed''s own number.';
