"""Backups: one archive that holds everything an installation cannot be made anew from.

    errors    why a backup cannot be made or restored, each a sentence
    sealed    a stream under a passphrase
    archive   the file: header, members, list of digests; written whole, read suspiciously
    contents  what stands in it under which name
    programs  pg_dump and pg_restore
    making    ``yichuang backup``
    restoring ``yichuang restore``
    commands  the passphrase, and what people are told
    record    when the last one was made

What is in it: the database, the stored files (ciphertexts), the keys, and the installation's own
secrets. Who holds an archive that is not sealed holds everything; it is readable by its owner only.
"""
