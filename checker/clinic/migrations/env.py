"""How Alembic reaches the store: over the connection, and inside the transaction, that `opening` holds."""

from alembic import context

from checker.clinic.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
