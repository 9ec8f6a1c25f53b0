-- One order on a random account.
\set account random(1, :accounts)
\set key random(1, 1000000000000000)
select * from paper.submit_order('bench-' || :account, 'k' || :key, 'AAPL', 'buy', 1, 'limit', 100);
