create or replace view paper.order_events as
select
    j.account_id::text as account_id,
    j.seq,
    paper_internal.order_id(a.prefix, j.order_seq) as order_id,
    e.event_type,
    case
        when e.event_type in ('fill', 'partial_fill')
            then jsonb_build_object(
                'fill_price', j.price, 'fill_qty', j.quantity, 'realized_pnl', round(j.realized_pnl, 4)
            )
        when e.event_type = 'rejected'
            then jsonb_build_object(
                'ticker', j.ticker, 'side', j.side, 'quantity', j.quantity,
                'reject_reason', j.reject_reason, 'error', j.error
            )
        when j.order_type is not null then jsonb_build_object('ticker', j.ticker)
        else jsonb_strip_nulls(jsonb_build_object(
            'rule', j.rule, 'reject_reason', j.reject_reason, 'market_at', j.market_at
        ))
    end as data,
    j.at as broker_timestamp
from paper_internal.journal as j
left join paper_internal.accounts as a on j.account_id = a.account_id
cross join lateral unnest(
    -- The row that creates an order tells the beginning of its story too.
    case
        when j.order_type is null or j.event_type in ('rejected', 'submitted') then array[j.event_type]
        when j.event_type = 'accepted' then array['submitted', 'accepted']::paper.event_type[]
        else array['submitted', 'accepted', j.event_type]::paper.event_type[]
    end
) as e (event_type)
where j.order_seq is not null;

alter view paper.order_events owner to paper_reader;

comment on view paper.order_events is
'The story of each order, event by event: submitted, accepted, fill …; a rejected order has the one event.';
comment on column paper.order_events.account_id is 'Account.';
comment on column paper.order_events.seq is 'Journal row that tells the event; one row can tell several.';
comment on column paper.order_events.order_id is 'Order.';
comment on column paper.order_events.event_type is 'What happened.';
comment on column paper.order_events.data is
'fill: fill_price, fill_qty, realized_pnl (4 decimals); rejected: ticker, side, quantity, reject_reason, error; else
what rule of fill model market, with the time of the market data.';
comment on column paper.order_events.broker_timestamp is 'When, on the account''s clock.';
