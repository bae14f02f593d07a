"""People who call from devices that move: who is asked to read the notice, who did, who is asked again."""
