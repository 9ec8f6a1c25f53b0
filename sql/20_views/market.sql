create or replace view paper.market as
select
    m.ticker::text as ticker,
    m.bid::numeric as bid,
    m.ask::numeric as ask,
    m.bid_size::numeric as bid_size,
    m.ask_size::numeric as ask_size,
    m.quote_at,
    m.last::numeric as last,
    m.trade_at as last_at,
    m.close::numeric as close,
    m.bar_at as close_at,
    m.newest_at,
    m.tape_seq
from paper_internal.market as m;

alter view paper.market owner to paper_reader;

comment on view paper.market is
'The newest market data of each ticker.';
comment on column paper.market.ticker is 'Instrument.';
comment on column paper.market.bid is 'Best bid of the newest quote.';
comment on column paper.market.ask is 'Best ask of the newest quote.';
comment on column paper.market.bid_size is 'Size bid.';
comment on column paper.market.ask_size is 'Size asked.';
comment on column paper.market.quote_at is 'Time of the newest quote.';
comment on column paper.market.last is 'Price of the newest trade.';
comment on column paper.market.last_at is 'Time of the newest trade.';
comment on column paper.market.close is 'Close of the newest bar.';
comment on column paper.market.close_at is 'End of the newest bar.';
comment on column paper.market.newest_at is 'Latest time fed, of any kind.';
comment on column paper.market.tape_seq is 'Newest position on the tape of the ticker.';
