-- A transfer of pgledger between two of its accounts.
\set from random(1, :accounts)
\set to (:from + random(1, :accounts - 1) - 1) % :accounts + 1
select id from pgledger_create_transfer('account-' || :from, 'account-' || :to, 1);
