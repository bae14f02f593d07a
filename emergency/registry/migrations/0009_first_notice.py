"""The first notice about devices that move, in the four languages; written out, as people acknowledge it word by word.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, datetime
from hashlib import sha256

from django.db import migrations

PUBLISHED_AT = datetime(2025, 12, 31, 23, tzinfo=UTC)  # midnight in Brussels
TEXTS = {
    "fr": """\
Votre numéro de téléphone est lié à l’adresse d’un lieu fixe. Quand vous appelez le 112 ou un autre numéro d’urgence \
avec l’un de ces appareils, **votre localisation n’est pas garantie**, car vous êtes peut-être ailleurs :

- un PC ;
- une tablette ;
- un smartphone ;
- un poste partagé, où plusieurs personnes s’identifient tour à tour (hot-desking).

Nous vous demandons deux choses :

- quand vous appelez les secours, dites d’abord à voix haute où vous êtes : rue, numéro, commune, étage ;
- quand vous changez de lieu de travail ou emportez un appareil ailleurs, dites-le à la personne qui gère la téléphonie \
de votre organisation, pour que l’adresse soit changée.

Un appel d’urgence n’est jamais bloqué, que vous ayez lu cet avis ou non.

Conditions : telavox.7 = bt.14 = sip.4.""",
    "nl": """\
Uw telefoonnummer hoort bij het adres van een vaste plaats. Wanneer u met een van deze toestellen 112 of een ander \
noodnummer belt, is **uw locatie niet gegarandeerd**, want misschien bent u ergens anders:

- een pc;
- een tablet;
- een smartphone;
- een gedeeld toestel, waarop verschillende mensen zich om beurten aanmelden (hot-desking).

Wij vragen u twee dingen:

- zeg eerst luidop waar u bent wanneer u de hulpdiensten belt: straat, nummer, gemeente, verdieping;
- verandert u van werkplaats of neemt u een toestel elders mee, zeg het dan aan wie de telefonie van uw organisatie \
beheert, zodat het adres wordt aangepast.

Een noodoproep wordt nooit geblokkeerd, of u dit bericht nu gelezen hebt of niet.

Voorwaarden: telavox.7 = bt.14 = sip.4.""",
    "de": """\
Ihre Telefonnummer gehört zur Adresse eines festen Ortes. Wenn Sie mit einem dieser Geräte die 112 oder eine andere \
Notrufnummer anrufen, ist **Ihr Standort nicht garantiert**, denn vielleicht sind Sie anderswo:

- ein PC;
- ein Tablet;
- ein Smartphone;
- ein geteilter Arbeitsplatz, an dem sich mehrere Personen abwechselnd anmelden (Hot-Desking).

Wir bitten Sie um zweierlei:

- Sagen Sie bei einem Notruf zuerst laut, wo Sie sind: Straße, Hausnummer, Gemeinde, Stockwerk.
- Wenn Sie den Arbeitsort wechseln oder ein Gerät anderswohin mitnehmen, sagen Sie es der Person, die in Ihrer \
Organisation die Telefonie verwaltet, damit die Adresse geändert wird.

Ein Notruf wird nie blockiert, ob Sie diesen Hinweis gelesen haben oder nicht.

Bedingungen: telavox.7 = bt.14 = sip.4.""",
    "en": """\
Your telephone number belongs to the address of a fixed place. When you call 112 or another emergency number with one \
of these devices, **your location is not guaranteed**, because you may be somewhere else:

- a PC;
- a tablet;
- a smartphone;
- a shared desk, where several people sign in by turns (hot-desking).

We ask you two things:

- when you call for help, first say aloud where you are: street, number, municipality, floor;
- when you change your place of work or take a device elsewhere, tell the person who looks after the telephony of your \
organisation, so that the address is changed.

An emergency call is never blocked, whether you have read this notice or not.

Terms: telavox.7 = bt.14 = sip.4.""",
}


def publish(apps, schema_editor):
    NomadicNotice = apps.get_model("registry", "NomadicNotice")
    if NomadicNotice.objects.exists():
        return  # undone and done again: versions are never deleted
    notice = NomadicNotice.objects.create(number=1, published_at=PUBLISHED_AT, published_by_name="")
    apps.get_model("registry", "NoticeText").objects.bulk_create(
        apps.get_model("registry", "NoticeText")(
            notice=notice, language=language, text=text, sha256=sha256(text.encode()).hexdigest()
        )
        for language, text in TEXTS.items()
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_transmissions_by_client")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
