"""Imported at its start by every Python that a test starts: the watch is on there as well."""

import own_data

own_data.install()
