-- Word search over accounts; the extension is a trusted one, so the owner of the database may add it.
create extension if not exists pg_trgm;
