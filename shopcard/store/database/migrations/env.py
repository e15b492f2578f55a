"""Runs a migration on the connection that `store.database.schema` hands over."""

from alembic import context

from shopcard.store.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
)
context.run_migrations()
