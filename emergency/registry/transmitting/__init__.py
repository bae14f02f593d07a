"""What the emergency side is told about numbers, and how far each message got.

Terms: telavox.7, bt.14, sip.4
"""

from emergency.registry.transmitting.states import Sent, SentState, state_of

__all__ = ["Sent", "SentState", "state_of"]
