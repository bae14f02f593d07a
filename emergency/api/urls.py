"""Routes of `/api/v1/emergency/` on a partner's host. Without a slash at the end: they are not pages."""

from typing import Final

from django.urls import URLPattern, path

from emergency.acknowledging.rules import Standing
from emergency.api import blocks, cutting, declaring, evidence, imports, looking_up, people, places, sites
from emergency.api.shapes import COVERAGE_STATES, RESULTS, VERDICTS
from emergency.caller_ids.rules import Reason as CallerReason
from emergency.caller_ids.rules import Verdict as CallerVerdict
from emergency.importing.decoding import Encoding
from emergency.models import AddressImport, Reconfirmation, SitePlace
from emergency.registry.judging import Doubt, Remark
from emergency.registry.models import Reason, Review
from extranet.accounts.models import ApiToken, Role
from extranet.accounts.permissions import by_token
from extranet.api.schema import name_values
from extranet.catalogue.families import Family
from extranet.clients.models import DeviceKind
from extranet.numbering.kinds import NumberKind

READS: Final = by_token(ApiToken.Scope.EMERGENCY_READ)
WRITES: Final = by_token(ApiToken.Scope.EMERGENCY_WRITE)
BOTH: Final = by_token(ApiToken.Scope.EMERGENCY_READ, write=ApiToken.Scope.EMERGENCY_WRITE)
LOOKS_UP: Final = by_token(ApiToken.Scope.EMERGENCY_LOOKUP)
ONE: Final = "blocks/<uuid:holding_id>"

app_name = "emergency-api"
urlpatterns: list[URLPattern] = [
    path("lookup", LOOKS_UP(looking_up.Lookup.as_view()), name="lookup"),
    path("blocks", READS(blocks.Blocks.as_view()), name="blocks"),
    path(ONE, READS(blocks.OneBlock.as_view()), name="block"),
    path(f"{ONE}/history", READS(blocks.History.as_view()), name="history"),
    path(f"{ONE}/validate", READS(declaring.Validate.as_view()), name="validate"),
    path(f"{ONE}/registrations", WRITES(declaring.Declare.as_view()), name="declare"),
    path(f"{ONE}/split", WRITES(cutting.Split.as_view()), name="split"),
    path(f"{ONE}/carve", WRITES(cutting.Carve.as_view()), name="carve"),
    path("merges", WRITES(cutting.Merge.as_view()), name="merge"),
    path("moves", WRITES(cutting.Move.as_view()), name="move"),
    path("registrations", READS(blocks.Registrations.as_view()), name="registrations"),
    path("registrations/<uuid:registration_id>", READS(blocks.OneRegistration.as_view()), name="registration"),
    path("addresses/<uuid:address_id>", READS(blocks.OneAddress.as_view()), name="address"),
    path("coverage", READS(blocks.Coverage.as_view()), name="coverage"),
    path("places", READS(places.Places.as_view()), name="places"),
    path("streets", READS(places.Streets.as_view()), name="streets"),
    path("sites", READS(sites.Sites.as_view()), name="sites"),
    path("sites/<uuid:site_id>", READS(sites.OneSite.as_view()), name="site"),
    path("devices", READS(sites.Devices.as_view()), name="devices"),
    path("devices/<uuid:device_id>", READS(sites.OneDevice.as_view()), name="device"),
    path("caller-id-checks", READS(sites.Checks.as_view()), name="caller-id-checks"),
    path("caller-ids/<str:number>/ownership", READS(sites.Ownership.as_view()), name="ownership"),
    path("imports", BOTH(imports.Imports.as_view()), name="imports"),
    path("imports/<uuid:import_id>", READS(imports.OneImport.as_view()), name="import"),
    path("imports/<uuid:import_id>/confirm", WRITES(imports.Confirm.as_view()), name="confirm-import"),
    path("evidence", READS(evidence.Evidence.as_view()), name="evidence"),
    path("acknowledgements", READS(people.Acknowledgements.as_view()), name="acknowledgements"),
    path("reconfirmations", READS(people.Reconfirmations.as_view()), name="reconfirmations"),
    path(
        "reconfirmations/<uuid:reconfirmation_id>/answer",
        WRITES(people.AnswerOne.as_view()),
        name="answer-reconfirmation",
    ),
    path("imports/<uuid:import_id>/report", READS(imports.Report.as_view()), name="import-report"),
]

name_values(
    {
        "Role": Role.values,
        "Family": Family.values,
        "NumberKind": NumberKind.values,
        "RegistrationReason": Reason.values,
        "ReviewState": Review.State.values,
        "Doubt": Doubt.values,
        "Remark": Remark.values,
        "CoverageState": COVERAGE_STATES,
        "DeclaredResult": RESULTS,
        "Verdict": VERDICTS,
        "CallerIdVerdict": CallerVerdict.values,
        "CallerIdReason": CallerReason.values,
        "SitePlaceReason": SitePlace.Reason.values,
        "DeviceKind": DeviceKind.values,
        "ReconfirmationReason": Reconfirmation.Reason.values,
        "ReconfirmationOutcome": Reconfirmation.Outcome.values,
        "ReconfirmationAnswer": people.ANSWERS,
        "NoticeStanding": [one.value for one in Standing],
        "Encoding": Encoding.values,
        "ImportState": AddressImport.State.values,
    }
)
