"""What Alembic runs: revisions go through the connection that `models.schema` hands over."""

from alembic import context

from models import schema
from models.database import Base

schema.load_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
