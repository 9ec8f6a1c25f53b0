create or replace view paper.sessions as
select
    s.calendar,
    s.opens_at,
    s.closes_at
from paper_internal.sessions as s;

alter view paper.sessions owner to paper_reader;

comment on view paper.sessions is
'The trading sessions of each calendar.';
comment on column paper.sessions.calendar is 'Name of the calendar.';
comment on column paper.sessions.opens_at is 'When the session opens.';
comment on column paper.sessions.closes_at is 'When it closes.';
