"""The shape of answers of all departments, for the OpenAPI document."""

from rest_framework import serializers


class ClientOut(serializers.Serializer):
    """A client."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class FaultOut(serializers.Serializer):
    """What is wrong with one field."""

    field = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer):
    """A refusal (RFC 9457). `code` is stable; `detail` says the way out."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    request_id = serializers.CharField(allow_blank=True)
    errors = FaultOut(many=True, required=False)
    current = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        help_text="What it is now, where it changed since the revision you read: compare, then decide again.",
    )
