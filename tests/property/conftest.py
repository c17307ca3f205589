from pathlib import Path

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Many examples look for mistakes, not for lines, and would take three times as long."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("no_cover")
