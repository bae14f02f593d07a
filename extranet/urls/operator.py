"""The operator's own host."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from extranet.accounts.permissions import anonymous
from extranet.platforms import describing
from extranet.urls import common
from support.desk.paging import views as night
from support.desk.rota import views as rota

urlpatterns = [
    path("", anonymous(RedirectView.as_view(pattern_name="admin:index")), name="home"),
    path("admin/", admin.site.urls),
    path("api/v1/platforms/", include("extranet.platforms.urls")),
    path("api/v1/openapi.json", describing.openapi, name="openapi"),
    path("answer/<str:token>/", night.answer_page, name="answer-page"),
    path("drill/<str:token>/", night.answer_drill, name="answer-drill"),
    path("rota/<str:token>.ics", rota.rota_feed, name="rota-feed"),
    path("confirm-way/<str:token>/", night.confirm_way, name="confirm-way"),
    *common.urlpatterns,
]

handler400 = common.handler400
handler403 = common.handler403
handler404 = common.handler404
handler500 = common.handler500
