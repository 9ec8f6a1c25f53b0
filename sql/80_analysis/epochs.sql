create or replace view paper.epochs as
select
    e.account_id::text as account_id,
    e.epoch::integer as epoch,
    e.seq as from_seq,
    coalesce(e.next_seq - 1, a.seq) as to_seq,
    e.at as from_at,
    coalesce(e.next_at, a.clock) as to_at,
    e.cash_after::numeric as initial_cash,
    coalesce(e.cash_before_next, a.cash)::numeric as final_cash,
    e.next_seq is null as is_current
from (
    select
        j.account_id, j.seq, j.at, j.cash_after,
        row_number() over epochs as epoch,
        lead(j.seq) over epochs as next_seq,
        lead(j.at) over epochs as next_at,
        lead(j.cash_after - j.amount) over epochs as cash_before_next
    from paper_internal.journal as j
    where j.amount is not null and (j.event_type = 'reset' or j.seq = 1)
    window epochs as (partition by j.account_id order by j.seq)
) as e
inner join paper_internal.accounts as a on e.account_id = a.account_id;

alter view paper.epochs owner to paper_reader;

comment on view paper.epochs is
'The epochs of each account: from its opening or a reset to the next reset. What reset_account ends stays in the
journal; the functions of analysis take the number of an epoch as p_epoch.';
comment on column paper.epochs.account_id is 'Account.';
comment on column paper.epochs.epoch is 'Its number, from 1.';
comment on column paper.epochs.from_seq is 'Row of the journal that began it.';
comment on column paper.epochs.to_seq is 'Its last row: the one before the reset, or the newest.';
comment on column paper.epochs.from_at is 'When it began.';
comment on column paper.epochs.to_at is 'When a reset ended it; of the current one, the clock of the account.';
comment on column paper.epochs.initial_cash is 'Cash it began with.';
comment on column paper.epochs.final_cash is 'Cash it ended with; of the current one, the cash of the account.';
comment on column paper.epochs.is_current is 'Whether it is the current one.';
