"""The programming interface: tokens, addresses under /api/v1, webhooks."""
