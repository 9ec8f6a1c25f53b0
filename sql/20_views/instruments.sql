create or replace view paper.instruments as
select
    i.ticker::text as ticker,
    i.calendar
from paper_internal.instruments as i;

alter view paper.instruments owner to paper_reader;

comment on view paper.instruments is
'What is known of tickers; one that is not here trades around the clock.';
comment on column paper.instruments.ticker is 'Instrument.';
comment on column paper.instruments.calendar is 'Calendar of its sessions; null trades around the clock.';
