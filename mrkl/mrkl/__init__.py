"""The SDK: ``mrkl.ask`` and friends."""
