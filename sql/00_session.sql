-- Everything below is applied in one transaction, as the owner of the schemas.
-- Bodies are checked when all objects exist, not while they are being replaced.
set local role paper_owner;
set local check_function_bodies = off;
set local client_min_messages = warning;

-- The owner of a view needs this while it is given the view; 90_grants takes it back.
grant usage, create on schema paper to paper_reader;
