"""One module per paper: its own protocol, its own splits, its published figures beside ours."""
