"""Words to be found, the same on both floors: small letters without accents, apart at whatever is no letter or digit.

Terms: general.7
"""

from django.db import migrations

from extranet.tenancy.sql import partner_rows

# Immutable, so that an index may hold what it returns. Source: to_tsvector with its configuration named, and
# regexp_replace, are immutable; the parser would keep "fax@x.be" or "T-2026-00012" as one word, hence the spaces.
WORDS = migrations.RunSQL(
    """
    CREATE FUNCTION public.search_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
        to_tsvector('simple'::regconfig, regexp_replace(public.fold_words(words), '[^[:alnum:]]+', ' ', 'g'));
    GRANT EXECUTE ON FUNCTION public.search_words(text) TO extranet_partner, extranet_operator;
    """,
    "DROP FUNCTION public.search_words(text);",
)
# What is said in a ticket, as words without their order: fed by the partners' schemas, read by the operator's desk.
SAID = migrations.RunSQL(
    """
    CREATE TABLE public.desk_ticketwords (
        partner varchar(63) NOT NULL, ticket_id uuid NOT NULL, words tsvector NOT NULL, PRIMARY KEY (partner, ticket_id)
    );
    CREATE INDEX desk_ticketwords_words ON public.desk_ticketwords USING gin (words);
    CREATE INDEX desk_queueentry_words ON public.desk_queueentry USING gin (
        public.search_words(number || ' ' || subject || ' ' || client_name)
    );
    """,
    """
    DROP INDEX public.desk_queueentry_words;
    DROP TABLE public.desk_ticketwords;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_chain")]
    operations = [WORDS, SAID, partner_rows("desk_ticketwords")]
