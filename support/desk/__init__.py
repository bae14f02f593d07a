"""The operator's desk: calendars, the rota, pages, and the queue over all partners."""
