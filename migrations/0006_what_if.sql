-- What it takes to go back to any row of a journal, and to live it again.

set local role paper_owner;

alter table paper_internal.journal add column tape_seq bigint;
comment on column paper_internal.journal.tape_seq is
'Position on the tape of its ticker: on the row that creates an order, up to where the account had applied it, which is
what the order does not see (of an order of fill model immediate, the market that priced it); on a fill, or where a stop
was elected, the datum itself. Null where neither is so, and on rows older than this column.';
alter type paper_internal.step add attribute tape_seq bigint;

alter table paper_internal.accounts add column origin jsonb;
comment on column paper_internal.accounts.origin is
'What made the account, if open_account() did not: the request to fork, replay or import, and what it came from.';

-- They have one more parameter now.
drop function if exists paper_internal.creating_row(
    paper_internal.step, paper.event_type, timestamptz, timestamptz, numeric, numeric, paper.liquidity, paper.fill_rule,
    paper.reject_reason, text
);
drop function if exists paper_internal.order_row(
    paper_internal.orders, paper.event_type, timestamptz, paper.fill_rule, timestamptz, numeric, numeric, numeric,
    paper.liquidity, paper.reject_reason
);
drop function if exists paper_internal.market_scene(
    paper_internal.accounts, paper_internal.step[], timestamptz, boolean
);
drop function if exists paper_internal.simulate(paper_internal.accounts, paper_internal.step[], timestamptz);
drop function if exists paper_internal.trade(paper_internal.accounts, paper_internal.step[], timestamptz);
drop function if exists paper_internal.advance(
    paper_internal.accounts, paper_internal.step[], paper_internal.outcome, boolean
);
