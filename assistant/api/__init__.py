"""FastAPI routers: they translate HTTP into one call of the assistant, nothing more."""
