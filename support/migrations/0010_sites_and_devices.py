"""Tickets name sites and devices, which stay as they were; their names are found like every other word.

Also: a move is mentioned once a ticket, what a caller has not confirmed reaches the operator's queue, and when a
ticket was solved is indexed as figures count it.

Terms: general.7, general.8
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce

KINDS = [
    ("desk_phone", "téléphone de bureau"),
    ("cordless", "téléphone sans fil (DECT)"),
    ("computer", "ordinateur (PC)"),
    ("tablet", "tablette"),
    ("smartphone", "smartphone"),
    ("adapter", "adaptateur analogique"),
    ("fax", "fax"),
    ("door_phone", "portier"),
    ("emergency_phone", "téléphone d’appel d’urgence"),
    ("exchange", "central téléphonique"),
]
UNCHANGING = ("support_ticketsite", "support_ticketdevice")
APPEND_ONLY = migrations.RunSQL(
    [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();"
        for table in UNCHANGING
    ],
    [f"DROP TRIGGER {table}_append_only ON {table};" for table in UNCHANGING],
)
# The mirror as 0004 has it, with one column more.
_FORMER = import_module("support.migrations.0004_full_walls").MIRROR.sql
_NOW = (
    _FORMER.replace(
        "reopenings, downgraded_at, is_on_desk\n", "reopenings, downgraded_at, is_on_desk, is_unconfirmed\n"
    )
    .replace(
        "'page_on_call')\n            FROM",
        "'page_on_call'),\n                entered_by_id IS NOT NULL AND confirmed_at IS NULL\n            FROM",
    )
    .replace("excluded.is_on_desk;", "excluded.is_on_desk, is_unconfirmed = excluded.is_unconfirmed;")
)
MIRROR = migrations.RunSQL(
    [
        _NOW,
        """
        UPDATE public.desk_queueentry AS entry SET is_unconfirmed = true FROM support_ticket AS ticket
            WHERE entry.partner = current_schema()::text AND entry.ticket_id = ticket.id
                AND ticket.entered_by_id IS NOT NULL AND ticket.confirmed_at IS NULL;
        """,
    ],
    _FORMER,
)
WORDS = migrations.RunSQL(
    """
    CREATE INDEX support_ticketsite_words ON support_ticketsite USING gin (
        public.search_words(name || ' ' || address)
    );
    CREATE INDEX support_ticketdevice_words ON support_ticketdevice USING gin (
        public.search_words(name || ' ' || site_name)
    );
    """,
    """
    DROP INDEX support_ticketdevice_words;
    DROP INDEX support_ticketsite_words;
    """,
)
_SAID = """
    CREATE OR REPLACE FUNCTION mirror_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO public.desk_ticketwords AS known (partner, ticket_id, words)
            SELECT TG_TABLE_SCHEMA::text, ticket_id, strip(public.search_words(string_agg(text, ' ')))
            FROM new_entries WHERE text <> '' GROUP BY ticket_id
            ON CONFLICT (partner, ticket_id) DO UPDATE SET words = known.words || excluded.words;
        ELSE
            UPDATE public.desk_ticketwords AS known SET words = strip(public.search_words(concat_ws(' ', (
                SELECT string_agg(said.text, ' ') FROM support_entry AS said WHERE said.ticket_id = known.ticket_id
            ){named})))
            WHERE known.partner = TG_TABLE_SCHEMA::text
                AND known.ticket_id IN (SELECT changed.ticket_id FROM new_entries AS changed);
        END IF;
        RETURN NULL;
    END $$;
    """
_NAMED = """, (
                SELECT string_agg(site.name || ' ' || site.address, ' ') FROM support_ticketsite AS site
                WHERE site.ticket_id = known.ticket_id
            ), (
                SELECT string_agg(device.name || ' ' || device.site_name, ' ') FROM support_ticketdevice AS device
                WHERE device.ticket_id = known.ticket_id
            )"""
NAMED = migrations.RunSQL(
    [
        _SAID.format(named=_NAMED),
        *(
            f"""
            CREATE FUNCTION mirror_{table}_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO public.desk_ticketwords AS known (partner, ticket_id, words)
                SELECT TG_TABLE_SCHEMA::text, ticket_id,
                    strip(public.search_words(string_agg(name || ' ' || {more}, ' ')))
                FROM new_rows GROUP BY ticket_id
                ON CONFLICT (partner, ticket_id) DO UPDATE SET words = known.words || excluded.words;
                RETURN NULL;
            END $$;
            CREATE TRIGGER words_named AFTER INSERT ON {table}
                REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION mirror_{table}_words();
            """
            for table, more in (("support_ticketsite", "address"), ("support_ticketdevice", "site_name"))
        ),
    ],
    [
        *(
            f"""
            DROP TRIGGER words_named ON {table};
            DROP FUNCTION mirror_{table}_words();
            """
            for table in UNCHANGING
        ),
        _SAID.format(named=""),
    ],
)


class Migration(migrations.Migration):
    dependencies = [("support", "0008_frozen_files"), ("desk", "0012_solved"), ("clients", "0003_walls_of_sites")]
    operations = [
        migrations.AddField(
            model_name="ticket",
            name="move_said_at",
            field=models.DateTimeField(null=True, verbose_name="déménagement mentionné le"),
        ),
        migrations.AlterField(
            model_name="ticketnumbers",
            name="address",
            field=models.TextField(blank=True, verbose_name="adresse déclarée"),
        ),
        migrations.AddIndex(
            model_name="ticket", index=models.Index(Coalesce("resolved_at", "closed_at"), name="ticket_solved")
        ),
        migrations.CreateModel(
            name="TicketSite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("site_id", models.UUIDField()),
                ("name", models.CharField(max_length=80, verbose_name="site")),
                ("address", models.TextField(blank=True, verbose_name="adresse déclarée")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_sites",
                        to="support.ticket",
                        verbose_name="ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "site touché",
                "verbose_name_plural": "sites touchés",
                "constraints": [models.UniqueConstraint(fields=("ticket", "site_id"), name="site_once_a_ticket")],
            },
        ),
        migrations.CreateModel(
            name="TicketDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device_id", models.UUIDField()),
                ("name", models.CharField(max_length=80, verbose_name="appareil")),
                ("kind", models.CharField(choices=KINDS, max_length=20, verbose_name="sorte")),
                ("site_id", models.UUIDField()),
                ("site_name", models.CharField(max_length=80, verbose_name="site")),
                ("spot", models.CharField(blank=True, max_length=120, verbose_name="emplacement sur le site")),
                ("address", models.TextField(blank=True, verbose_name="adresse déclarée")),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_devices",
                        to="support.ticket",
                        verbose_name="ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "appareil touché",
                "verbose_name_plural": "appareils touchés",
                "constraints": [models.UniqueConstraint(fields=("ticket", "device_id"), name="device_once_a_ticket")],
            },
        ),
        APPEND_ONLY,
        MIRROR,
        WORDS,
        NAMED,
    ]
