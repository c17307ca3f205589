"""Collections of documents that owners make: files received, parsed apart, indexed, searched."""
