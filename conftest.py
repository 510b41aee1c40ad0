"""What all tests share, in the rooms and in tests/."""

pytest_plugins = [
    "tests.harness.network",
    "tests.harness.people",
    "tests.harness.statements",
    "tests.harness.house",
    "tests.harness.browser",
    "tests.everyone",
]
