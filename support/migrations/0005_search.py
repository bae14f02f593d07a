"""Words of tickets and of what is said in them are found without accents; a view may be where a list starts.

The index holds the words, the tables no column of their own: a text blanked by law leaves the index with it, and no
list carries words that only a search reads.

Terms: general.7
"""

from django.db import migrations, models

WORDS = migrations.RunSQL(
    """
    CREATE INDEX support_entry_words ON support_entry USING gin (public.search_words(text));
    CREATE INDEX support_ticket_words ON support_ticket USING gin (
        public.search_words(number || ' ' || subject || ' ' || client_name || ' ' || place || ' ' || devices)
    );
    """,
    """
    DROP INDEX support_ticket_words;
    DROP INDEX support_entry_words;
    """,
)
# The function runs as whoever writes and sets no search path, as the mirror of tickets does.
SAID = migrations.RunSQL(
    """
    CREATE FUNCTION mirror_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO public.desk_ticketwords AS known (partner, ticket_id, words)
            SELECT TG_TABLE_SCHEMA::text, ticket_id, strip(public.search_words(string_agg(text, ' ')))
            FROM new_entries WHERE text <> '' GROUP BY ticket_id
            ON CONFLICT (partner, ticket_id) DO UPDATE SET words = known.words || excluded.words;
        ELSE
            UPDATE public.desk_ticketwords AS known SET words = strip(public.search_words(coalesce((
                SELECT string_agg(said.text, ' ') FROM support_entry AS said WHERE said.ticket_id = known.ticket_id
            ), '')))
            WHERE known.partner = TG_TABLE_SCHEMA::text
                AND known.ticket_id IN (SELECT changed.ticket_id FROM new_entries AS changed);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER words_added AFTER INSERT ON support_entry
        REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION mirror_words();
    CREATE TRIGGER words_blanked AFTER UPDATE ON support_entry
        REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION mirror_words();
    INSERT INTO public.desk_ticketwords (partner, ticket_id, words)
        SELECT current_schema()::text, ticket_id, strip(public.search_words(string_agg(text, ' ')))
        FROM support_entry WHERE text <> '' GROUP BY ticket_id;
    """,
    """
    DROP TRIGGER words_blanked ON support_entry;
    DROP TRIGGER words_added ON support_entry;
    DROP FUNCTION mirror_words();
    DELETE FROM public.desk_ticketwords WHERE partner = current_schema()::text;
    """,
)


class Migration(migrations.Migration):
    dependencies = [("support", "0004_full_walls"), ("desk", "0007_search")]
    operations = [
        WORDS,
        SAID,
        migrations.AddField(
            model_name="savedview",
            name="is_default",
            field=models.BooleanField(default=False, verbose_name="au départ"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("user_id",), name="one_default_view"
            ),
        ),
    ]
