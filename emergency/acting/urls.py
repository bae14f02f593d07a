"""Routes of acts on blocks, of numbers that come, and of what address fields offer."""

from django.urls import path

from emergency.acting import correcting, cutting, giving, joining, porting, suggesting

urlpatterns = [
    path("suggest-places/", suggesting.suggest_places, name="suggest-places"),
    path("<uuid:holding_id>/split/", cutting.split_block, name="split-block"),
    path("<uuid:holding_id>/carve-out/", cutting.carve_out, name="carve-out"),
    path("<uuid:holding_id>/merge/", joining.merge_blocks, name="merge-blocks"),
    path("<uuid:holding_id>/move/", joining.move_addresses, name="move-addresses"),
    path("<uuid:holding_id>/correct/", correcting.correct_address, name="correct-address"),
    path("<uuid:holding_id>/port-out/", giving.port_out, name="port-out"),
    path("<uuid:holding_id>/transfer/", giving.transfer_numbers, name="transfer-numbers"),
    path("<uuid:holding_id>/hand-over/", giving.hand_over_numbers, name="hand-over-numbers"),
    path("port-ins/", porting.list_port_ins, name="list-port-ins"),
    path("port-ins/request/", porting.request_port_in, name="request-port-in"),
    path("port-ins/<uuid:port_in_id>/", porting.show_port_in, name="show-port-in"),
    path("port-ins/<uuid:port_in_id>/letter/", porting.download_letter, name="download-letter"),
    path("port-ins/<uuid:port_in_id>/decide/", porting.decide_port_in, name="decide-port-in"),
]
