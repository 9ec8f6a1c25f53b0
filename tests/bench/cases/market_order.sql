-- An order on a random account whose limit the ask is at, or comes to, or stays above.
\set account random(1, :accounts)
\set key random(1, 1000000000000000)
\set price random(49900, 50100)
select * from paper.submit_order('bench-' || :account, 'k' || :key, 'BTC', 'buy', 1, 'limit', :price);
