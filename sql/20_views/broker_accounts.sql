create or replace view paper.broker_accounts as
select
    paper_internal.order_id(i.prefix, 0) as id,
    'paper' as provider,
    a.account_id,
    'paper' as mode,
    jsonb_build_object(
        'initial_cash', a.initial_cash,
        'current_cash', round(a.cash, 2),
        'portfolio_value', round(a.portfolio_value, 2),
        'slippage_pct', a.settings -> 'slippage_pct'
    ) as config,
    a.status = 'open' as active
from paper.accounts as a
inner join paper_internal.accounts as i on a.account_id = i.account_id;

alter view paper.broker_accounts owner to paper_reader;

comment on view paper.broker_accounts is
'The accounts under the names and columns of the in-memory adapter''s broker_accounts table.';
comment on column paper.broker_accounts.id is 'Id of the account, the broker_account_id of orders and positions.';
comment on column paper.broker_accounts.provider is 'Always paper.';
comment on column paper.broker_accounts.account_id is 'Name of the account.';
comment on column paper.broker_accounts.mode is 'Always paper.';
comment on column paper.broker_accounts.config is
'initial_cash, current_cash, portfolio_value (2 decimals), slippage_pct.';
comment on column paper.broker_accounts.active is 'Whether the account is open.';
