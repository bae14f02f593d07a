-- Roles, logins and the database: once for each PostgreSQL server, by a superuser, as often as you like.
--     psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres --file deploy/roles.sql
-- Nothing that answers requests owns a table: web and workers log in as extranet_web and take the role of
-- the place they stand in; migrations log in as extranet_deploy and take the owner's. Give the two logins
-- their passwords or certificates afterwards (\password extranet_web).

SELECT format('CREATE ROLE %I NOLOGIN', wanted)
FROM unnest(ARRAY['extranet_owner', 'extranet_operator', 'extranet_partner']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec

SELECT format('CREATE ROLE %I LOGIN NOINHERIT', wanted)
FROM unnest(ARRAY['extranet_web', 'extranet_deploy']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)
\gexec

GRANT extranet_operator, extranet_partner TO extranet_web WITH INHERIT FALSE, SET TRUE;
GRANT extranet_owner, extranet_operator, extranet_partner TO extranet_deploy WITH INHERIT FALSE, SET TRUE;

SELECT 'CREATE DATABASE extranet OWNER extranet_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'extranet')
\gexec

\connect extranet
\ir database.sql
