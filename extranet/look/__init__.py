"""How the extranet looks: shell, forms, figures and dates, error pages, messages. Holds no models."""
