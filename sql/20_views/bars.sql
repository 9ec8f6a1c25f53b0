create or replace view paper.bars as
select
    t.ticker::text as ticker,
    t.tape_seq,
    t.starts_at,
    t.at as ends_at,
    t.open::numeric as open,
    t.high::numeric as high,
    t.low::numeric as low,
    t.price::numeric as close,
    t.size::numeric as volume
from paper_internal.tape as t
where t.kind = 'bar';

alter view paper.bars owner to paper_reader;

comment on view paper.bars is
'The bars that were fed and not trimmed yet.';
comment on column paper.bars.ticker is 'Instrument.';
comment on column paper.bars.tape_seq is 'Position on the tape of the ticker, from 1: the order of feeding.';
comment on column paper.bars.starts_at is 'Begin of the bar.';
comment on column paper.bars.ends_at is 'End of the bar, which it does not contain.';
comment on column paper.bars.open is 'First price.';
comment on column paper.bars.high is 'Highest price.';
comment on column paper.bars.low is 'Lowest price.';
comment on column paper.bars.close is 'Last price.';
comment on column paper.bars.volume is 'Quantity traded, null when unknown.';
