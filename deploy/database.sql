-- Inside one database of the extranet: who may enter, what the two requesting roles may do with whatever
-- the owner makes later, and the extensions. roles.sql runs it for the database `extranet`; a database made
-- for tests runs it too, as extranet_owner (the four extensions are trusted ones).

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO extranet_operator, extranet_partner;

ALTER DEFAULT PRIVILEGES FOR ROLE extranet_owner
    GRANT USAGE ON SCHEMAS TO extranet_operator, extranet_partner;
ALTER DEFAULT PRIVILEGES FOR ROLE extranet_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO extranet_operator, extranet_partner;
ALTER DEFAULT PRIVILEGES FOR ROLE extranet_owner
    GRANT USAGE, SELECT ON SEQUENCES TO extranet_operator, extranet_partner;
ALTER DEFAULT PRIVILEGES FOR ROLE extranet_owner
    REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE extranet_owner
    GRANT EXECUTE ON FUNCTIONS TO extranet_operator, extranet_partner;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
