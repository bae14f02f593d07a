"""The first calendar: the hours the terms name, and the legal holidays of six years. Rows are written out: a library
that changes its mind must not change what was published.

Published at the start of 2025, so that what happened before the extranet went live can be judged too.

Terms: general.7
"""

from datetime import UTC, date, datetime

from django.db import migrations

PUBLISHED_AT = datetime(2024, 12, 31, 23, tzinfo=UTC)  # midnight in Brussels
MONDAY_TO_THURSDAY = [["08:30", "18:00"]]
FRIDAY = [["08:30", "16:00"]]
WEEKLY = [MONDAY_TO_THURSDAY] * 4 + [FRIDAY, [], []]
NOTE = "Heures standard des conditions générales, jours fériés légaux de 2025 à 2030"
HOLIDAYS = (
    # 2025
    ("2025-01-01", "Nouvel An"),
    ("2025-04-21", "Lundi de Pâques"),
    ("2025-05-01", "Fête du Travail"),
    ("2025-05-29", "Ascension"),
    ("2025-06-09", "Lundi de Pentecôte"),
    ("2025-07-21", "Fête nationale"),
    ("2025-08-15", "Assomption"),
    ("2025-11-01", "Toussaint"),
    ("2025-11-11", "Armistice"),
    ("2025-12-25", "Noël"),
    # 2026
    ("2026-01-01", "Nouvel An"),
    ("2026-04-06", "Lundi de Pâques"),
    ("2026-05-01", "Fête du Travail"),
    ("2026-05-14", "Ascension"),
    ("2026-05-25", "Lundi de Pentecôte"),
    ("2026-07-21", "Fête nationale"),
    ("2026-08-15", "Assomption"),
    ("2026-11-01", "Toussaint"),
    ("2026-11-11", "Armistice"),
    ("2026-12-25", "Noël"),
    # 2027
    ("2027-01-01", "Nouvel An"),
    ("2027-03-29", "Lundi de Pâques"),
    ("2027-05-01", "Fête du Travail"),
    ("2027-05-06", "Ascension"),
    ("2027-05-17", "Lundi de Pentecôte"),
    ("2027-07-21", "Fête nationale"),
    ("2027-08-15", "Assomption"),
    ("2027-11-01", "Toussaint"),
    ("2027-11-11", "Armistice"),
    ("2027-12-25", "Noël"),
    # 2028
    ("2028-01-01", "Nouvel An"),
    ("2028-04-17", "Lundi de Pâques"),
    ("2028-05-01", "Fête du Travail"),
    ("2028-05-25", "Ascension"),
    ("2028-06-05", "Lundi de Pentecôte"),
    ("2028-07-21", "Fête nationale"),
    ("2028-08-15", "Assomption"),
    ("2028-11-01", "Toussaint"),
    ("2028-11-11", "Armistice"),
    ("2028-12-25", "Noël"),
    # 2029
    ("2029-01-01", "Nouvel An"),
    ("2029-04-02", "Lundi de Pâques"),
    ("2029-05-01", "Fête du Travail"),
    ("2029-05-10", "Ascension"),
    ("2029-05-21", "Lundi de Pentecôte"),
    ("2029-07-21", "Fête nationale"),
    ("2029-08-15", "Assomption"),
    ("2029-11-01", "Toussaint"),
    ("2029-11-11", "Armistice"),
    ("2029-12-25", "Noël"),
    # 2030
    ("2030-01-01", "Nouvel An"),
    ("2030-04-22", "Lundi de Pâques"),
    ("2030-05-01", "Fête du Travail"),
    ("2030-05-30", "Ascension"),
    ("2030-06-10", "Lundi de Pentecôte"),
    ("2030-07-21", "Fête nationale"),
    ("2030-08-15", "Assomption"),
    ("2030-11-01", "Toussaint"),
    ("2030-11-11", "Armistice"),
    ("2030-12-25", "Noël"),
)


def publish(apps, schema_editor):
    CalendarVersion = apps.get_model("desk", "CalendarVersion")
    if CalendarVersion.objects.exists():
        return  # undone and done again: versions are never deleted
    version = CalendarVersion.objects.create(number=1, weekly=WEEKLY, note=NOTE, published_at=PUBLISHED_AT)
    CalendarDay = apps.get_model("desk", "CalendarDay")
    CalendarDay.objects.bulk_create(
        CalendarDay(version=version, day=date.fromisoformat(day), kind="holiday", name=name) for day, name in HOLIDAYS
    )


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_walls")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
