create or replace view paper.accounts as
select
    a.account_id::text as account_id,
    coalesce(a.settings ->> 'currency', paper_internal.default_settings() ->> 'currency') as currency,
    a.cash::numeric as cash,
    a.reserved::numeric as reserved,
    a.cash - a.reserved as buying_power,
    a.seq,
    paper_internal.default_settings() || a.settings as settings,
    case when a.closed then 'closed' else 'open' end as status,
    a.owner,
    a.cash + coalesce((
        select sum(p.quantity * paper_internal.mark_price(
            a.settings ->> 'mark', p.quantity, p.avg_entry_price, m.last, m.bid, m.ask, m.close
        ))
        from paper_internal.positions as p
        left join paper_internal.market as m on p.ticker = m.ticker
        where p.account_id = a.account_id
    ), 0) as portfolio_value,
    (
        select j.cash_after::numeric
        from paper_internal.journal as j
        where j.account_id = a.account_id and j.seq = a.epoch_seq
    ) as initial_cash,
    a.epoch_seq,
    a.clock,
    a.opened_at,
    a.origin
from paper_internal.accounts as a;

alter view paper.accounts owner to paper_reader;

comment on view paper.accounts is 'The accounts the caller may use; to an analyst, all accounts.';
comment on column paper.accounts.account_id is 'Name of the account.';
comment on column paper.accounts.currency is 'Currency of its cash.';
comment on column paper.accounts.cash is 'Cash, reserved cash included.';
comment on column paper.accounts.reserved is 'Cash that open buy orders have claimed.';
comment on column paper.accounts.buying_power is 'cash − reserved.';
comment on column paper.accounts.seq is 'Seq of the newest journal row.';
comment on column paper.accounts.settings is 'Settings in force, defaults included.';
comment on column paper.accounts.status is 'open or closed.';
comment on column paper.accounts.owner is 'Role that owns the account.';
comment on column paper.accounts.portfolio_value is
'cash + Σ quantity × current price, by the setting mark as positions say.';
comment on column paper.accounts.initial_cash is 'Cash that the current epoch began with.';
comment on column paper.accounts.epoch_seq is 'Seq of the row that began the current epoch: 1, or the latest reset.';
comment on column paper.accounts.clock is 'Time of the newest journal row; of a simulated account, its current time.';
comment on column paper.accounts.opened_at is 'When the account was opened, on its clock.';
comment on column paper.accounts.origin is
'What made it, if open_account() did not: the request to fork, replay or import; null for most.';
