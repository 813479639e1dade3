"""How the schema came to be, step by step; `assistant.requests.store.database.migrate` runs them."""
