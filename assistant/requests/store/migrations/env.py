"""What alembic runs: the revisions, inside the transaction of the connection it was given."""

from alembic import context

from assistant.requests.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
