"""Names in the order of search results, so that the first of many hits are found without the others.

Built while the previous release goes on; nothing has to be filled in. An entry of a B-tree has to fit a
third of a page, so the few items whose names and codes take more than 2,000 bytes stand in an index of
their own.
"""

from django.db import migrations

SHORT = "octet_length(name_key || alias_key || code_key) <= 2000"
ORDER = "(ended_on IS NOT NULL), popularity DESC, length(name_key), name_key, handling_item_id"
INDEXES = {
    # _IN_ORDER of queries/search.py: names that have the term inside
    "search_order": f"({ORDER}) INCLUDE (ended_on, version_id) WHERE {SHORT}",
    # … that begin with it
    "search_beginning": f'(("left"(name_key, 1)), {ORDER}) INCLUDE (ended_on, version_id) WHERE {SHORT}',
    "search_beginning_2": f'(("left"(name_key, 2)), {ORDER}) INCLUDE (ended_on, version_id) WHERE {SHORT}',
    # … and those that are too long for these
    "search_long": f"(handling_item_id) WHERE NOT {SHORT}",
}
# a name, alias or code as a whole
LINES = (
    r"USING gin (string_to_array(name_key || E'\n' || alias_key || E'\n' || code_key, E'\n'))"
    f" WITH (fastupdate = off) WHERE {SHORT}"
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("catalogue", "0008_search_questions")]

    operations = [
        step
        for name, definition in [*INDEXES.items(), ("search_lines", LINES)]
        for step in (
            # of a build that was broken off an index remains that nobody can use
            migrations.RunSQL(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", migrations.RunSQL.noop),
            migrations.RunSQL(
                f"CREATE INDEX CONCURRENTLY {name} ON catalogue_searchentry {definition}",
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
            ),
        )
    ]
