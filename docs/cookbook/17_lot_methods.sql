-- How much profit is realized when other lots count as sold first? What is not realized is in the lots left.
select
    m.method,
    (select count(*) from paper.round_trips('desk', m.method)) as trips,
    (select sum(t.pnl) from paper.round_trips('desk', m.method) as t)::numeric(20, 2) as realized,
    (select sum(l.unrealized_pnl) from paper.lots('desk', m.method) as l)::numeric(20, 2) as unrealized
from (values ('fifo'), ('lifo'), ('hifo'), ('average')) as m (method);
