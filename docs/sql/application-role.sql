-- The minimal rights of the role that Maskline runs as: it can add to the audit trail, and cannot change
-- it. Run this as the owner of the tables, after the migrations; running it again does no harm.
-- The role exists already. A superuser or a role with CREATEROLE makes it:
-- create role maskline_app login password '…';
-- Source: PostgreSQL, "GRANT" and "ALTER DEFAULT PRIVILEGES".

grant usage on schema public to maskline_app;
grant select, insert, update, delete on all tables in schema public to maskline_app;

-- Append-only.
revoke update, delete, truncate on audit_event from maskline_app;

-- Only the owner migrates.
revoke insert, update, delete on migrations from maskline_app;

-- Of tables that later migrations add.
alter default privileges in schema public
  grant select, insert, update, delete on tables to maskline_app;
