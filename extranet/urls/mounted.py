"""A partner's house as staff enter it, under `/at/<partner>/`: its pages and the admin of its own tables."""

from django.contrib import admin
from django.urls import path

from extranet.urls import front

urlpatterns = [path("admin/", admin.site.urls), *front.urlpatterns]

handler400 = front.handler400
handler403 = front.handler403
handler404 = front.handler404
handler500 = front.handler500
