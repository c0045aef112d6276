"""What docs/deployment.md describes, tried: several processes, a shared Redis, a role that only reads, a proxy."""
